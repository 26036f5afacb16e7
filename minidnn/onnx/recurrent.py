"""Rules for recurrent layers and attention."""
