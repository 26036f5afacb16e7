"""The tutorial's network on plain arrays: its layers, loss, backward functions, Model and train.

Nothing is computed here: every function is one of `minidnn.ops` under the tutorial's name and
signature. `z` is a layer's weighted sum, `a` what its activation makes of it, and `dl_dv` the
gradient of the loss with respect to v.
"""

from types import SimpleNamespace

import numpy as np

from . import ops

CLIP = 1e-7  # predictions stay this far from 0 and 1, where the logarithm is infinite


def dense(a_prev, w, b):
    """z = a_prev·w + b:  a_prev (N,I), w (I,O), b (1,O) -> (N,O).

    >>> dense(np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]]), np.array([[5.0]]))
    array([[16.]])
    """
    return ops.addmm(b, a_prev, w)[0]


def relu(z):
    """a = max(z, 0).

    >>> relu(np.array([-2.0, 0.0, 3.0]))
    array([0., 0., 3.])
    """
    return ops.relu(z)[0]


def sigmoid(z):
    """a = 1 / (1 + e⁻ᶻ).

    >>> sigmoid(np.array([0.0, np.log(3.0)]))
    array([0.5 , 0.75])
    """
    return ops.sigmoid(z)[0]


def binary_cross_entropy_loss(y_true, y_pred):
    """l = -mean(y·ln p + (1-y)·ln(1-p)), p clipped to [1e-7, 1-1e-7]:  (N,1), (N,1) -> a number.

    >>> print(f"{binary_cross_entropy_loss(np.array([[1.0]]), np.array([[0.5]])):.4f} = ln 2")
    0.6931 = ln 2
    """
    check_targets(y_true, y_pred)
    return ops.binary_cross_entropy(ops.clamp(y_pred, min=CLIP, max=1 - CLIP)[0], y_true)[0]


def binary_cross_entropy_loss_backward(y_true, y_pred):
    """dl_dy_pred = (p - y) / (p·(1-p)) / N, p clipped as in the loss:  (N,1), (N,1) -> (N,1).

    >>> binary_cross_entropy_loss_backward(np.array([[1.0], [0.0]]), np.array([[0.5], [0.2]]))
    array([[-1.   ],
           [ 0.625]])
    """
    check_targets(y_true, y_pred)
    p = ops.clamp(y_pred, min=CLIP, max=1 - CLIP)[0]
    loss, dp, *_ = ops.binary_cross_entropy(p, y_true)
    return dp(np.ones_like(loss))


def sigmoid_backward(z, dl_da):
    """dl_dz = dl_da·a·(1-a) with a = sigmoid(z).

    >>> sigmoid_backward(np.array([0.0]), np.array([8.0]))
    array([2.])
    """
    _, dz = ops.sigmoid(z)
    return dz(dl_da)


def relu_backward(z, dl_da):
    """dl_dz = dl_da where z > 0, else 0.

    >>> relu_backward(np.array([-1.0, 0.0, 1.0]), np.array([5.0, 5.0, 5.0]))
    array([0., 0., 5.])
    """
    _, dz = ops.relu(z)
    return dz(dl_da)


def dense_backward(a_prev, w, dl_dz):
    """(dl_dw, dl_db, dl_da_prev) of dense:  (N,I), (I,O), (N,O) -> (I,O), (1,O), (N,I).

    >>> dense_backward(np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]]), np.array([[10.0]]))
    (array([[10.],
           [20.]]), array([[10.]]), array([[30., 40.]]))
    """
    b = np.zeros_like(dl_dz, shape=(1, dl_dz.shape[1]))
    _, db, da_prev, dw = ops.addmm(b, a_prev, w)
    return dw(dl_dz), db(dl_dz), da_prev(dl_dz)


def check_targets(y_true, y_pred):
    """Stop where (N,) against (N,1) would be broadcast to (N,N)."""
    if np.shape(y_true) != np.shape(y_pred):
        raise ValueError(
            f"binary_cross_entropy_loss: y_true {np.shape(y_true)} and y_pred {np.shape(y_pred)} "
            "must have one shape, usually (N, 1): use y_true.reshape(-1, 1)"
        )


# The functions that Model uses. `minidnn.use` gives a Model a student's own in their place.
FUNCTIONS = SimpleNamespace(
    dense=dense,
    relu=relu,
    sigmoid=sigmoid,
    binary_cross_entropy_loss=binary_cross_entropy_loss,
    binary_cross_entropy_loss_backward=binary_cross_entropy_loss_backward,
    sigmoid_backward=sigmoid_backward,
    relu_backward=relu_backward,
    dense_backward=dense_backward,
)


class Model:
    """The network 5-64-64-1: dense, ReLU, dense, ReLU, dense, sigmoid; weights w1-3, biases b1-3.

    Weights are drawn from NumPy's global generator, uniformly from [-0.5, 0.5); biases start at 0.
    """

    sizes = (5, 64, 64, 1)
    functions = FUNCTIONS

    def __init__(self):
        self.w1, self.w2, self.w3 = (
            np.random.uniform(-0.5, 0.5, size=shape) for shape in zip(self.sizes, self.sizes[1:])
        )
        self.b1, self.b2, self.b3 = (np.zeros((1, outputs)) for outputs in self.sizes[1:])

    def forward(self, x):
        """Every intermediate value: (z1, a1, z2, a2, z3, a3) for x (N,5)."""
        f = self.functions
        z1 = f.dense(x, self.w1, self.b1)
        a1 = f.relu(z1)
        z2 = f.dense(a1, self.w2, self.b2)
        a2 = f.relu(z2)
        z3 = f.dense(a2, self.w3, self.b3)
        return z1, a1, z2, a2, z3, f.sigmoid(z3)

    def predict(self, x):
        """The probability of label 1:  x (N,5) -> (N,1)."""
        return self.forward(x)[-1]

    def evaluate(self, x, y_true):
        """The loss on inputs and labels:  (N,5), (N,1) -> a number."""
        return self.functions.binary_cross_entropy_loss(y_true, self.predict(x))

    def get_gradients(self, x, y_true):
        """(loss, dl_dx, dl_dw1, dl_db1, dl_dw2, dl_db2, dl_dw3, dl_db3) on inputs and labels."""
        f = self.functions
        z1, a1, z2, a2, z3, y_pred = self.forward(x)
        loss = f.binary_cross_entropy_loss(y_true, y_pred)
        dl_dy_pred = f.binary_cross_entropy_loss_backward(y_true, y_pred)
        dl_dz3 = f.sigmoid_backward(z3, dl_dy_pred)
        dl_dw3, dl_db3, dl_da2 = f.dense_backward(a2, self.w3, dl_dz3)
        dl_dz2 = f.relu_backward(z2, dl_da2)
        dl_dw2, dl_db2, dl_da1 = f.dense_backward(a1, self.w2, dl_dz2)
        dl_dz1 = f.relu_backward(z1, dl_da1)
        dl_dw1, dl_db1, dl_dx = f.dense_backward(x, self.w1, dl_dz1)
        return loss, dl_dx, dl_dw1, dl_db1, dl_dw2, dl_db2, dl_dw3, dl_db3


def train(model, x, y_true, learning_rate):
    """One step of gradient descent on all of x (N,5), y_true (N,1); the loss before the step."""
    loss, _, dl_dw1, dl_db1, dl_dw2, dl_db2, dl_dw3, dl_db3 = model.get_gradients(x, y_true)
    model.w1 = model.w1 - learning_rate * dl_dw1
    model.b1 = model.b1 - learning_rate * dl_db1
    model.w2 = model.w2 - learning_rate * dl_dw2
    model.b2 = model.b2 - learning_rate * dl_db2
    model.w3 = model.w3 - learning_rate * dl_dw3
    model.b3 = model.b3 - learning_rate * dl_db3
    return loss


def load_data():
    """(X_train (505,5), Y_train (505,1), X_val (64,5), Y_val (64,1)): breast cancer, float32."""
    from .datasets import breast_cancer_split  # the data are read when they are wanted

    return breast_cancer_split()


def reset_seed(seed=1234):
    """Start NumPy's global random numbers from a seed."""
    np.random.seed(seed)


def get_accuracy(y_true, y_pred):
    """The share of predictions on the right side of 0.5:  (N,1), (N,1) -> a number in [0, 1].

    >>> get_accuracy(np.array([[1.0], [0.0]]), np.array([[0.9], [0.8]]))
    0.5
    """
    return get_metrics(y_true, y_pred)[0]


def get_metrics(y_true, y_pred):
    """(accuracy, precision, recall) of predictions:  (N,1), (N,1) -> three numbers in [0, 1].

    precision: how many of those called 1 are 1; recall: how many of those that are 1 are called 1;
    each is 0 where there is none to count.

    >>> get_metrics(np.array([[1.0], [0.0], [1.0]]), np.array([[0.9], [0.8], [0.7]]))
    (0.6666666666666666, 0.6666666666666666, 1.0)
    """
    check_targets(y_true, y_pred)
    called, true = np.asarray(y_pred) > 0.5, np.asarray(y_true) > 0.5
    hits = int((called & true).sum())
    accuracy = float((called == true).mean())
    return accuracy, hits / max(int(called.sum()), 1), hits / max(int(true.sum()), 1)
