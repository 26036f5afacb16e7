"""How exercise 12.6, embed, is graded."""

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import embed, embed_backward, sinusoids


def embed_probe(student, tokens, table, places, dl_dy):
    dl_dtable, dl_dplaces = student.embed_backward(tokens, table, places, dl_dy)
    return {
        "waves": student.sinusoids(places.shape[0], places.shape[1]),
        "y": student.embed(tokens, table, places),
        "dl_dtable": dl_dtable,
        "dl_dplaces": dl_dplaces,
    }


def cases(rng):
    def case(name, n, t, letters, length, width):
        tokens = rng.integers(0, letters, (n, t))
        tokens[:, -1] = tokens[:, 0]  # a letter that stands there twice
        table, places = rng.normal(size=(letters, width)), rng.normal(size=(length, width))
        return Case(name, (tokens, table, places, rng.normal(size=(n, t, width))))

    return [
        case("2 texts of 7 of 11 places", 2, 7, 5, 11, 6),
        case("3 texts, every place used", 3, 5, 13, 5, 4),
        case("as many texts as places", 4, 4, 3, 4, 8),
        case("one text of two letters", 1, 2, 3, 7, 2),
    ]


EXERCISE = Exercise(
    name="embed",
    title="Letters and their places as vectors",
    functions=("sinusoids", "embed", "embed_backward"),
    reference=(sinusoids, embed, embed_backward),
    probe=embed_probe,
    arguments=("tokens", "table", "places", "dl_dy"),
    cases=cases,
    outputs=("waves", "y", "dl_dtable", "dl_dplaces"),
    properties=(
        Property("sinusoids", 3, outputs=("waves",)),
        Property("embed", 2, outputs=("y",)),
        Property("the gradient of the table", 2, outputs=("dl_dtable",)),
        Property("the gradient of the places", 2, outputs=("dl_dplaces",)),
        Property("leaving the inputs unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "An array as an index looks up many rows at once: table[tokens] has one axis more than "
        "tokens.",
        "The angles are a table: np.arange(length)[:, None] divided by the row "
        "10000 ** (np.arange(0, width, 2) / width).",
        "np.add.at(zeros, tokens, dl_dy) for the table; for the places the sum over the texts, "
        "written into the first T rows of zeros.",
    ),
)
