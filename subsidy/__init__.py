"""The award desk of a city's software-industry policy.

Read in this order: money, model, kinds, assessment, policies/*.toml, policy, ledger, store, desk, workbook, letters,
cli, web, api.
"""

from flask import Flask

from subsidy import config


def create_app() -> Flask:
    """The application: the commands of the desk, the site, and the API."""
    from subsidy import api, web
    from subsidy.cli import group

    app = web.Site(
        __name__,
        instance_path=str(config.INSTANCE),
        template_folder=str(config.ROOT / "templates"),
        static_folder=str(web.STATIC),
    )
    app.config.update(DATABASE=str(config.database()), KEYS=str(config.keys()))
    web.register(app)
    api.register(app)
    for name, command in group.commands.items():
        app.cli.add_command(command, name)
    return app
