"""What is paid and what is due back; appropriations and reversals, proposed by one and answered by another."""
