"""An article read as a whole: what carries on, back and up, what is answered, what is told twice."""
