"""主动兑付: who of the register is entitled to what a published list says, and has not asked; offers to them.

Read `find` for who is found, `offers` for what is offered and taken back. The firm's side is desk.firm.offers.
"""
