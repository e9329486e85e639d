"""How many independent sources a claim has, who is who among them, and what follows: verdict, rank, explanation."""
