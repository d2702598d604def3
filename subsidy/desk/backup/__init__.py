"""What is needed if the machine is lost: a backup taken while the site runs, and what a backup brings back.

Read archive (the file and how it proves that it is whole), make, restore.
"""

from subsidy.desk.backup.archive import BackupError
from subsidy.desk.backup.make import Made, backup
from subsidy.desk.backup.places import Places
from subsidy.desk.backup.restore import Restored, restore

__all__ = ["BackupError", "Made", "Places", "Restored", "backup", "restore"]
