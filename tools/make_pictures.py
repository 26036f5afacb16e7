"""Draws the pictures of the course: `python tools/make_pictures.py [--check]`.

Each goes into the folder of the exercise whose page shows it; build_course.py takes it along.
"""

import math
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from drawing import Picture

COURSE = Path(__file__).resolve().parents[1] / "minidnn" / "course"


def chain(picture, y, steps, start, gap=26, first="x", last=None, width=78):
    """Boxes one after the other, with arrows; returns the x of each box."""
    x, middles = start, []
    picture.text(x, y + 5, first, "one")
    x += 14
    for words in steps:
        wide = max(width, 9 * len(words) + 16)
        picture.arrow(x, y, x + gap, y)
        picture.box(x + gap + wide / 2, y, wide, 40, words)
        middles.append(x + gap + wide / 2)
        x += gap + wide
    if last:
        picture.arrow(x, y, x + gap, y)
        picture.text(x + gap + 6, y + 5, last, "one", "start")
    return middles


def axes(picture, left, right, top, bottom, name, xs, ys):
    """Two axes with numbers: xs and ys are (place, label)."""
    picture.path(f"M{left} {top}V{bottom}H{right}")
    picture.text(left, top - 10, name, "ink", "middle")
    picture.text(right + 12, bottom + 5, "z", "ink", "start")
    for x, label in xs:
        picture.path(f"M{x} {bottom}v5").text(x, bottom + 22, label, "soft", size=13)
    for y, label in ys:
        picture.path(f"M{left} {y}h-5").text(left - 10, y + 5, label, "soft", "end", 13)


def network():
    p = Picture(740, 130, "Three layers: dense, relu, dense, relu, dense, sigmoid")
    steps = ["dense", "relu", "dense", "relu", "dense", "sigmoid"]
    middles = chain(p, 62, steps, 24, last="y_pred", width=74)
    for number, x in enumerate(middles[::2], 1):
        p.text(x, 30, f"w{number}, b{number}", "two")
    shapes = ["(N, 64)"] * 4 + ["(N, 1)"] * 2
    p.text(30, 110, "(N, 5)", "soft", size=13)
    for x, shape in zip(middles, shapes):
        p.text(x, 110, shape, "soft", size=13)
    return p


def neuron():
    p = Picture(640, 190, "Three inputs times three weights, added up, plus a bias")
    for i, y in enumerate((40, 95, 150), 1):
        p.text(30, y + 5, f"a{i}", "one").arrow(48, y, 100, y).box(140, y, 76, 36, f"· w{i}")
        p.arrow(178, y, 282, 95 + (y - 95) * 0.2)
    p.box(308, 95, 50, 50, "+", "hot", 24).arrow(308, 160, 308, 122).text(308, 178, "b", "two")
    p.arrow(333, 95, 372, 95).text(380, 100, "z = a1·w1 + a2·w2 + a3·w3 + b", "ink", "start")
    return p


def relu():
    p = Picture(520, 250, "relu: 0 for negative z, z for positive z")
    x, y = (lambda z: 60 + 80 * (z + 2)), (lambda a: 200 - 50 * a)
    axes(p, 60, 470, 40, 200, "relu(z)", [(x(z), str(z)) for z in range(-2, 4)],
         [(y(a), str(a)) for a in range(1, 4)])  # fmt: skip
    return p.curve([(x(-2), y(0)), (x(0), y(0)), (x(3), y(3))])


def sigmoid():
    p = Picture(560, 240, "sigmoid: an S from 0 to 1, one half at z = 0")
    x, y = (lambda z: 70 + 36 * (z + 6)), (lambda a: 190 - 140 * a)
    axes(p, 70, 515, 40, 190, "sigmoid(z)", [(x(z), str(z)) for z in range(-6, 7, 2)],
         [(y(a), str(a)) for a in (0.5, 1.0)])  # fmt: skip
    return p.curve([(x(k / 10), y(1 / (1 + math.exp(-k / 10)))) for k in range(-60, 61)])


def evaluate():
    p = Picture(660, 150, "x becomes y_pred; the loss compares it with y_true")
    p.text(36, 45, "x", "one").arrow(52, 40, 100, 40).box(145, 40, 90, 40, "predict")
    p.arrow(190, 40, 236, 40).text(270, 45, "y_pred").arrow(302, 42, 356, 70)
    p.text(42, 120, "y_true", "one").path("M72 115H250L356 86", "line", True)
    p.box(460, 78, 206, 44, "binary_cross_entropy_loss", "hot", 14)
    return p.arrow(563, 78, 598, 78).text(604, 83, "loss", "two", "start")


def backward():
    p = Picture(860, 190, "Forward from x to the loss; backward from the loss to dl_dx")
    middles = chain(p, 60, ["dense", "relu", "…", "dense", "sigmoid", "loss"], 24, gap=62, width=66)
    for i, name in enumerate(("z1", "a1", "", "z3", "y_pred")):
        p.text((middles[i] + middles[i + 1]) / 2, 48, name, "ink", size=13)
    names = ["dl_dx", "dl_dz1", "dl_da1", "", "dl_dz3", "dl_dy_pred"]
    left = [20, *middles]
    for i, name in enumerate(names):
        p.arrow(left[i + 1] - 12, 120, left[i] + 12, 120, "red")
        p.text((left[i] + left[i + 1]) / 2, 146, name, "two", size=13)
    p.text(left[-1], 125, "1", "two").text(60, 20, "forward", "soft", size=13)
    return p.text(60, 176, "backward", "soft", size=13)


def undo():
    lines = [("z1 = dense(x, w1, b1)", "dl_dw1, dl_db1, dl_dx"), ("a1 = relu(z1)", "dl_dz1"),
             ("z2 = dense(a1, w2, b2)", "dl_dw2, dl_db2, dl_da1"), ("a2 = relu(z2)", "dl_dz2"),
             ("z3 = dense(a2, w3, b3)", "dl_dw3, dl_db3, dl_da2"),
             ("y_pred = sigmoid(z3)", "dl_dz3"),
             ("loss of y_true and y_pred", "dl_dy_pred")]  # fmt: skip
    p = Picture(640, 330, "Seven steps forward, and the gradient of each on the way back")
    p.text(60, 26, "forward", "soft", "start").text(380, 26, "backward", "soft", "start")
    for i, (there, back) in enumerate(lines):
        y = 62 + 40 * i
        p.text(60, y, there, "ink", "start", 14, True).text(380, y, back, "two", "start", 14, True)
        if i < 6:
            p.path(f"M290 {y - 5}H362", "line", True)
    p.arrow(34, 46, 34, 312, "blue").arrow(606, 312, 606, 46, "red")
    return p.path("M290 297H362", "red", True)


def downhill():
    p = Picture(
        600, 260, "A valley: the slope is negative left of the lowest point, positive right of it"
    )
    x, y = (lambda t: 330 + 150 * t), (lambda t: 200 - 110 * t * t)
    p.path("M60 30V220H570").text(60, 20, "loss").text(530, 246, "prediction", "soft")
    p.curve([(x(t / 20), y(t / 20)) for t in range(-24, 25)])
    p.dot(x(-1.05), y(-1.05)).arrow(x(-1.05) + 12, y(-1.05) + 6, x(-0.7), y(-0.8) + 20, "red")
    p.dot(x(0.85), y(0.85)).arrow(x(0.85) - 12, y(0.85) + 4, x(0.5), y(0.6) + 14, "red")
    p.text(76, 130, "slope < 0:", "soft", "start").text(76, 150, "step right", "two", "start")
    return p.text(460, 150, "slope > 0:", "soft", "start").text(
        460, 170, "step left", "two", "start"
    )


def loop():
    p = Picture(720, 190, "Training and validation data, two losses, one plot")
    for y, data, step, loss in ((50, "X_train, Y_train", "train", "train_loss"),
                                (130, "X_val, Y_val", "model.evaluate", "val_loss")):  # fmt: skip
        p.text(80, y + 5, data, "one").arrow(150, y, 196, y).box(270, y, 148, 42, step)
        p.arrow(344, y, 390, y).text(436, y + 5, loss).arrow(484, y, 560, 90 + (y - 90) * 0.3)
    p.box(620, 90, 116, 50, "the plot", "hot").text(270, 92, "moves w, b", "two", size=13)
    return p.text(270, 172, "changes nothing", "soft", size=13)


def central():
    p = Picture(600, 260, "A curve, and the line through two of its points beside x")
    x, y = (lambda t: 90 + 400 * t), (lambda t: 200 - 150 * t**2)
    p.path("M70 30V220H570").text(58, 34, "f", "ink", "end")
    p.curve([(x(t / 40), y(t / 40)) for t in range(44)])
    a, m, b = 0.3, 0.6, 0.9
    p.path(f"M{x(0.12):.0f} {y(a) + (y(a) - y(b)) * 0.3:.0f}L{x(1.08):.0f} "
           f"{y(b) - (y(a) - y(b)) * 0.3:.0f}", "red")  # fmt: skip
    for t, name in ((a, "x − h"), (m, "x"), (b, "x + h")):
        p.path(f"M{x(t)} 220v6").text(x(t), 246, name, "soft")
    p.dot(x(a), y(a), "two").dot(x(b), y(b), "two").dot(x(m), y(m))
    p.text(x(a) - 8, y(a) - 16, "f(x − h)", "two").text(x(b) - 52, y(b) - 2, "f(x + h)", "two")
    return p.text(x(m) + 16, y(m) + 24, "the slope here ≈ the line's", "soft", "start", 13)


def digits():
    p = Picture(900, 120, "x, dense, relu, dense, log_softmax, nll_loss, loss")
    steps = ["dense(w1, b1)", "relu", "dense(w2, b2)", "log_softmax", "nll_loss"]
    middles = chain(p, 62, steps, 24, 46, last="loss")
    names = [("z1", "(N, 64)"), ("a1", "(N, 64)"), ("z2", "(N, 10)"), ("log_p", "(N, 10)")]
    ends = [9 * len(s) + 16 if 9 * len(s) + 16 > 78 else 78 for s in steps]
    for i, (name, shape) in enumerate(names):
        x = middles[i] + ends[i] / 2 + 23
        p.text(x, 50, name, size=13).text(x, 108, shape, "soft", size=12)
    return p.text(30, 108, "(N, 64)", "soft", size=12)


def pooling():
    p = Picture(420, 180, "The largest number of each square of two by two")
    rows = [[1, 3, 2, 0], [4, 2, 1, 1], [0, 1, 5, 6], [8, 2, 7, 3]]
    won = {(1, 0): "hot", (0, 2): "hot", (3, 0): "hot", (3, 2): "hot"}
    p.grid(30, 25, rows, 32, won).path("M94 20V158", "red").path("M25 89H163", "red")
    return p.arrow(190, 89, 250, 89).grid(280, 57, [[4, 2], [8, 7]], 32,
        {(i, j): "hot" for i in (0, 1) for j in (0, 1)})  # fmt: skip


def residual():
    p = Picture(820, 150, "Two convolutions compute a change; the way around adds the input to it")
    middles = chain(p, 56, ["conv2", "norm", "relu", "conv3", "norm"], 24, width=70)
    end = middles[-1] + 35
    p.arrow(end, 56, end + 44, 56).box(end + 66, 56, 42, 42, "+", "hot", 22)
    p.arrow(end + 87, 56, end + 117, 56).box(end + 152, 56, 70, 40, "relu")
    p.arrow(end + 187, 56, end + 225, 56)
    return p.path(f"M50 56V118H{end + 66}V80", "blue", True).text(
        300, 138, "x passes unchanged", "one", size=13)  # fmt: skip


def convolution():
    p = Picture(640, 210, "A kernel of two by two on a picture of three by three")
    rows = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    under = {(i, j): "hot" for i in (0, 1) for j in (1, 2)}
    p.text(85, 28, "picture", "soft").grid(30, 45, rows, 38, under)
    p.text(190, 107, "·", size=28).text(262, 47, "kernel", "soft").grid(
        224, 64, [[1, 0], [0, 1]], 38
    )
    p.text(340, 107, "=").text(440, 92, "2·1 + 3·0 + 5·0 + 6·1", "ink").text(440, 118, "= 8", "two")
    p.text(576, 47, "result", "soft").grid(538, 64, [[6, 8], [12, 14]], 38, {(0, 1): "warm"})
    return p.text(320, 192, "then one step further: every place gets its number", "soft", size=13)


def attention():
    p = Picture(680, 250, "A query meets all keys; the softmax of the scores weighs the values")
    p.box(90, 125, 110, 44, "query of “it”", "warm", 14)
    words, weights = ("The", "whale", "ship"), (0.1, 0.7, 0.2)
    for y, word, weight in zip((50, 125, 200), words, weights):
        p.arrow(146, 125 + (y - 125) * 0.1, 222, y).box(
            280, y, 112, 38, f"key of “{word}”", size=13
        )
        p.arrow(336, y, 392, y).text(422, y + 5, f"{weight}", "two")
        p.path(f"M444 {y}H470", "line").box(530, y, 116, 38, f"value · {weight}", "hot", 13)
        p.arrow(588, y, 626, 125 + (y - 125) * 0.15)
    p.text(422, 238, "softmax: adds up to 1", "soft", size=12)
    return p.text(650, 130, "y", "one", size=18)


def order():
    p = Picture(560, 280, "x is used by a and by b; b also uses a; y uses both")
    spots = {"x": (120, 45), "a": (70, 125), "b": (150, 190), "y": (110, 250)}
    for start, end in (("x", "a"), ("x", "b"), ("a", "b"), ("a", "y"), ("b", "y")):
        (x1, y1), (x2, y2) = spots[start], spots[end]
        length = math.hypot(x2 - x1, y2 - y1)
        dx, dy = 20 * (x2 - x1) / length, 20 * (y2 - y1) / length
        p.arrow(x1 + dx, y1 + dy, x2 - dx, y2 - dy)
    for name, (x, y) in spots.items():
        p.box(x, y, 34, 32, name, "hot" if name == "y" else "box")
    said = (("x", "used twice: in a, and in b"), ("a", "used twice: in b, and in y"),
            ("b", "b = a · x:  before a, and a before x"),
            ("y", "y = b + a:  comes first of all"))  # fmt: skip
    for (name, words), y in zip(said, (50, 130, 195, 255)):
        p.text(230, y, words, "two" if name == "y" else "soft", "start")
    return p


def unrolled():
    p = Picture(700, 220, "The same matrices at every step; the memory passes from left to right")
    p.text(40, 115, "h0", "one")
    for i in range(3):
        x = 150 + 170 * i
        p.arrow(x - (92 if i == 0 else 130), 110, x - 42, 110, "blue").box(
            x, 110, 80, 54, "tanh", "hot"
        )
        p.arrow(x, 185, x, 140).text(x, 205, f"x{i + 1}", "one").arrow(x, 82, x, 46)
        p.text(x, 34, f"h{i + 1}", "one").text(x + 8, 170, "Wx", "two", "start", 13)
        p.text(x - 66, 100, "Wh", "two", size=13)
    return p.arrow(532, 110, 600, 110, "blue").text(630, 115, "…", "soft")


PICTURES = {
    "part01_prediction/network.svg": network,
    "part01_prediction/e1_dense/neuron.svg": neuron,
    "part01_prediction/e2_relu/relu.svg": relu,
    "part01_prediction/e3_sigmoid/sigmoid.svg": sigmoid,
    "part02_evaluation/e1_loss/evaluate.svg": evaluate,
    "part03_backpropagation/backward.svg": backward,
    "part03_backpropagation/e5_get_gradients/undo.svg": undo,
    "part04_training/downhill.svg": downhill,
    "part04_training/e2_training_loop/loop.svg": loop,
    "part05_checking/central.svg": central,
    "part07_classes/e3_digits/digits.svg": digits,
    "part08_tape/e3_backward/order.svg": order,
    "part09_convolution/e1_conv2d/convolution.svg": convolution,
    "part09_convolution/e3_max_pool/pooling.svg": pooling,
    "part09_convolution/e5_digits/residual.svg": residual,
    "part11_words/e2_rnn/unrolled.svg": unrolled,
    "part12_attention/e1_attention/attention.svg": attention,
}


def stale() -> list[str]:
    """Pictures that are missing, differ from what is drawn here, or are drawn nowhere."""
    there = {p.relative_to(COURSE).as_posix() for p in COURSE.rglob("*.svg")}
    read = lambda n: (COURSE / n).read_text("utf-8") if (COURSE / n).is_file() else None
    return sorted(
        (there - set(PICTURES)) | {n for n, f in PICTURES.items() if read(n) != f().svg()}
    )


if __name__ == "__main__":
    if "--check" in sys.argv:
        print(f"not up to date: {stale()}" if stale() else "all pictures are up to date")
        sys.exit(bool(stale()))
    for place, draw in PICTURES.items():
        (COURSE / place).write_text(draw().svg(), "utf-8")
    print(f"{len(PICTURES)} pictures")
