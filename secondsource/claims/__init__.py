"""What kind of statement a clause is: a claim and how it is told, or none and why."""
