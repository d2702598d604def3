"""What the bureau's staff do, one function an act; every act names its person, and `people.ACTS` says who may.

Read people first; then staff (accounts), checks and review (claims), preview and jobs (the run), batch (where a run
stands), publish and objections, approve, payments, proposals (appropriation and reversal), figures, trail.
"""
