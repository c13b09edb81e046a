"""What enterprises say they make: product lists and chain graphs read as evidence, with their known faults filtered."""
