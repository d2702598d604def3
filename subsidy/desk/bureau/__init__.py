"""What the bureau's staff do, one function an act; every act names its person, and `people.ACTS` says who may.

Read people first; then claims (checked, judged, reviewed), cases (an application as it is seen), queue, runs (from
preview to approval), money (payments, and what is proposed), staff, figures and waiting (the first page), trail.
"""
