"""The naive reader that the table of accuracy holds ours against."""

from benchmarks.floors import naive_review


def test_the_naive_reader_takes_each_sentence_for_a_claim() -> None:
    found = naive_review("Fire in Arlen\n\nTwo people died, police said. The roof burnt for 3 hours.", "en")
    assert [claim["kind"] for claim in found["claims"]] == ["established", "named", "asserted"]
