"""Labels from outcomes and people, cycles behind a gate, what decisions get from both, and the proof that it helped."""
