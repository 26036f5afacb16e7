"""Misuses of fit, evaluate, predict: the call, the kind of error, a part of its sentence."""

CASES = {
    "fit": [
        (
            "fit(model)",
            "TypeError",
            "fit: train_loader, criterion, optimizer, epochs are missing. It takes "
            "model, train_loader, val_loader, criterion, optimizer, epochs, batch_size, "
            "metrics, scheduler, clip_grad_norm,",
        ),
        (
            "fit(X, Y)",
            "TypeError",
            "fit: criterion, optimizer, epochs are missing. It takes model, "
            "train_loader, val_loader, criterion, optimizer, epochs, batch_size, "
            "metrics, scheduler, clip_grad_norm, clip_grad_value,",
        ),
        (
            "fit(model, X, Y)",
            "TypeError",
            "fit: criterion, optimizer, epochs are missing. It takes model, "
            "train_loader, val_loader, criterion, optimizer, epochs, batch_size, "
            "metrics, scheduler, clip_grad_norm, clip_grad_value,",
        ),
        (
            'fit(model, (X, Y[:50]), criterion="cross_entropy", optimizer=adam, epochs=1)',
            "ValueError",
            "fit: inputs (60, 4) and targets (50,) must have the same number of rows",
        ),
        (
            'fit(nn.Linear, (X, Y), criterion="cross_entropy", optimizer=adam, epochs=1)',
            "TypeError",
            "fit: the model is the class Linear; give Linear()",
        ),
        (
            'fit(model, (X, Y), criterion="crossentropy", optimizer=adam, epochs=1)',
            "ValueError",
            "fit: there is no loss named 'crossentropy'; there are cross_entropy, nll, "
            "bce, binary_cross_entropy, bce_with_logits, "
            "binary_cross_entropy_with_logits, mse, mae, l1,",
        ),
        (
            "fit(model, (X, Y), criterion=nn.CrossEntropyLoss, optimizer=adam, epochs=1)",
            "TypeError",
            "fit: the criterion is the class CrossEntropyLoss; give an object of it: "
            "nn.CrossEntropyLoss()",
        ),
        (
            'fit(model, (X, Y), criterion="cross_entropy", optimizer="adam", epochs=1)',
            "TypeError",
            "fit: the optimizer must be an object such as optim.Adam(model.parameters(), "
            "lr=1e-3); got 'adam'",
        ),
        (
            'fit(model, (X, Y), criterion="cross_entropy", optimizer=optim.Adam, epochs=1)',
            "TypeError",
            "fit: the optimizer must be an object such as optim.Adam(model.parameters(), "
            "lr=1e-3); got the class Adam",
        ),
        (
            'fit(model, (X, Y), criterion="cross_entropy", optimizer=adam, epochs=0)',
            "ValueError",
            "fit: epochs must be a whole number from 1; got 0",
        ),
        (
            'fit(model, (X, Y), criterion="cross_entropy", optimizer=adam, epochs=2.5)',
            "ValueError",
            "fit: epochs must be a whole number from 1; got 2.5",
        ),
        (
            'fit(model, (X, Y), criterion="cross_entropy", optimizer=adam, epochs="3")',
            "ValueError",
            "fit: epochs must be a whole number from 1; got '3'",
        ),
        (
            'fit(model, (X, Y), criterion="cross_entropy", optimizer=adam, batch_size=0, epochs=1)',
            "ValueError",
            "DataLoader: batch_size should be a positive integer value, but got 0",
        ),
        (
            'fit(model, (X, Y), criterion="cross_entropy", optimizer=adam, metrics=["acuracy"], epochs=1)',
            "ValueError",
            "fit: there is no metric named 'acuracy'; there are accuracy, f1, "
            "hamming_loss, max_error, mean_absolute_error, mean_squared_error, "
            "median_absolute_error, multilabel_f1,",
        ),
        (
            'fit(model, (X, Y), criterion="cross_entropy", optimizer=adam, callbacks=["early_stopping"], epochs=1)',
            "TypeError",
            "fit: a callback is a training.Callback, or a function that is called with "
            "every epoch's row; got str 'early_stopping'",
        ),
        (
            'fit(model, (X, Y), criterion="cross_entropy", optimizer=adam, callbacks=[training.EarlyStopping], epochs=1)',
            "TypeError",
            "fit: the callback is the class EarlyStopping; give an object of it: "
            "EarlyStopping(...)",
        ),
        (
            'fit(model, (X, Y), criterion="cross_entropy", optimizer=adam, device="gpu", epochs=1)',
            "NoDevice",
            "device: expected one of 'cpu'",
        ),
        (
            'fit(model, (X, Y), criterion="cross_entropy", optimizer=adam, verbose=1, epochs=1)',
            "TypeError",
            "fit: there is no argument 'verbose'; did you mean progress? It takes model, "
            "train_loader, val_loader, criterion, optimizer, epochs, batch_size, "
            "metrics, scheduler, clip_grad_norm,",
        ),
        (
            'fit(model, (X, Y + 5), criterion="cross_entropy", optimizer=adam, epochs=1)',
            "ValueError",
            "cross_entropy: labels must be integers in [0, 2) for scores (32, 2); got",
        ),
        (
            'fit(model, (X[:, :3], Y), criterion="cross_entropy", optimizer=adam, epochs=1)',
            "ShapeError",
            "linear: weight (8, 4) takes 4 features in x's last dimension; got x (32, 3)",
        ),
        (
            'fit(model, (X, labels_as_words), criterion="cross_entropy", optimizer=adam, epochs=1)',
            "TypeError",
            "cross_entropy: labels must be (32,) integers in [0, 2) for scores (32, 2); "
            "got <U3 (32,): use labels.long(), or give probabilities in the scores' shape",
        ),
        (
            'fit(model, (X * np.nan, Y), criterion="cross_entropy", optimizer=adam, epochs=1)',
            "NotFiniteError",
            "fit: the loss is nan at step 1 (epoch 1, batch 1). The inputs of this batch "
            "already contain NaN: look for missing values or a division by zero in the "
            "data.",
        ),
        (
            'fit(model, (X[:0], Y[:0]), criterion="cross_entropy", optimizer=adam, epochs=1)',
            "ValueError",
            "fit: the data set is empty; inputs are (0, 4)",
        ),
        (
            'fit(model, (X, Y), criterion="mse", optimizer=adam, epochs=1)',
            "ShapeError",
            "mse_loss: prediction (32, 2) and target (32,) must have the same shape; use "
            "target.reshape(32, 2) if they match",
        ),
        (
            'fit(model, (X, Y), criterion="cross_entropy", optimizer=optim.SGD(other.parameters(), lr=0.1), epochs=1)',
            "ValueError",
            "fit: the optimizer holds no parameter of this model; make it with "
            "optim.SGD(model.parameters(), ...)",
        ),
    ],
    "evaluate": [
        (
            "evaluate(model)",
            "TypeError",
            "evaluate: loader is missing. It takes model, loader, criterion, metrics, "
            "batch_size, device",
        ),
        (
            "evaluate(X, Y)",
            "TypeError",
            "evaluate: the model must be an nn.Module; got ndarray",
        ),
        (
            "evaluate(model, X, Y)",
            "TypeError",
            "evaluate: the criterion must be a loss or its name; got ndarray",
        ),
        (
            "evaluate(model, X)",
            "TypeError",
            "evaluate: got the inputs (60, 4) alone; give inputs and targets as one "
            "pair, (x, y), or a DataLoader",
        ),
        (
            "evaluate(model, (X, Y))",
            "ValueError",
            "evaluate: there is nothing to measure; give a criterion, such as "
            "'cross_entropy', or metrics=['accuracy']",
        ),
        (
            'evaluate(model, (X, Y), "accuracy")',
            "ValueError",
            "evaluate: there is no loss named 'accuracy'; there are cross_entropy, nll, "
            "bce, binary_cross_entropy, bce_with_logits, "
            "binary_cross_entropy_with_logits, mse, mae, l1,",
        ),
        (
            "evaluate(model, (X, Y), nn.CrossEntropyLoss)",
            "TypeError",
            "evaluate: the criterion is the class CrossEntropyLoss; give an object of "
            "it: nn.CrossEntropyLoss()",
        ),
        (
            'evaluate(model, (X, Y[:10]), "cross_entropy")',
            "ValueError",
            "evaluate: inputs (60, 4) and targets (10,) must have the same number of rows",
        ),
        (
            'evaluate(model, (X, Y), "cross_entropy", metrics=["f2"])',
            "ValueError",
            "evaluate: there is no metric named 'f2'; there are accuracy, f1, "
            "hamming_loss, max_error, mean_absolute_error, mean_squared_error, "
            "median_absolute_error, multilabel_f1,",
        ),
        (
            'evaluate(model, (X, Y), "cross_entropy", metrics=[7])',
            "TypeError",
            "evaluate: a metric is a function of (y_true, y_pred) or a name; got int 7",
        ),
        (
            'evaluate(model, (X[:, :3], Y), "cross_entropy")',
            "ShapeError",
            "linear: weight (8, 4) takes 4 features in x's last dimension; got x (60, 3)",
        ),
        (
            'evaluate(model, (X, Y - 3), "cross_entropy")',
            "ValueError",
            "cross_entropy: labels must be integers in [0, 2) for scores (60, 2); got -2 "
            "at [0] and 60 such labels in all: count the classes from 0",
        ),
        (
            'evaluate(model, (X[:0], Y[:0]), "cross_entropy")',
            "ValueError",
            "evaluate: the data set is empty; inputs are (0, 4)",
        ),
        (
            'evaluate(model, [], "cross_entropy")',
            "ValueError",
            "evaluate: the loader gave no batch; is the data set empty?",
        ),
        (
            'evaluate(model, None, "cross_entropy")',
            "TypeError",
            "evaluate: expected a DataLoader, a Dataset or arrays (x, y); got NoneType None",
        ),
        (
            'evaluate(model, "test.csv", "cross_entropy")',
            "TypeError",
            "evaluate: expected a DataLoader, a Dataset or arrays (x, y); got str 'test.csv'",
        ),
        (
            'evaluate(model, (X, labels_as_words), "cross_entropy")',
            "TypeError",
            "cross_entropy: labels must be (60,) integers in [0, 2) for scores (60, 2); "
            "got <U3 (60,): use labels.long(), or give probabilities in the scores' shape",
        ),
        (
            'evaluate(model, (X, Y), "cross_entropy", batch_size=-1)',
            "ValueError",
            "DataLoader: batch_size should be a positive integer value, but got -1",
        ),
        (
            'evaluate(nn.Sequential, (X, Y), "cross_entropy")',
            "TypeError",
            "evaluate: the model is the class Sequential; give Sequential()",
        ),
        (
            'evaluate(model, loader, "mse")',
            "ShapeError",
            "mse_loss: prediction (20, 2) and target (20,) must have the same shape; use "
            "target.reshape(20, 2) if they match",
        ),
        (
            'evaluate(model, {"x": X, "y": Y}, "cross_entropy")',
            "TypeError",
            "evaluate: expected a DataLoader, a Dataset or arrays (x, y); got dict",
        ),
    ],
    "predict": [
        (
            "predict(model)",
            "TypeError",
            "predict: data is missing. It takes model, data, batch_size, device",
        ),
        (
            "predict(X)",
            "TypeError",
            "predict: data is missing. It takes model, data, batch_size, device",
        ),
        (
            "predict(X, model)",
            "TypeError",
            "predict: the model must be an nn.Module; got ndarray",
        ),
        (
            "predict(model, None)",
            "TypeError",
            "predict: expected an array, a tensor or a DataLoader; got NoneType None",
        ),
        (
            "predict(model, 3.0)",
            "TypeError",
            "predict: expected an array, a tensor or a DataLoader; got float 3.0",
        ),
        (
            'predict(model, "photo.jpg")',
            "TypeError",
            "predict: expected an array, a tensor or a DataLoader; got str 'photo.jpg'",
        ),
        (
            "predict(model, X[:, :3])",
            "ShapeError",
            "linear: weight (8, 4) takes 4 features in x's last dimension; got x (60, 3)",
        ),
        (
            "predict(model, X[:0])",
            "ValueError",
            "predict: there is nothing to predict; the data is empty",
        ),
        (
            "predict(model, [])",
            "ValueError",
            "predict: there is nothing to predict; the data is empty",
        ),
        (
            "predict(model, X.tolist())",
            "TypeError",
            "predict: expected an array, got a list with float inside; use numpy.array(data)",
        ),
        (
            'predict(model, [["a", "b", "c", "d"]])',
            "TypeError",
            "predict: expected an array, got a list with str inside; use numpy.array(data)",
        ),
        (
            "predict(model, X.astype(object))",
            "RuntimeError",
            "linear: the input is object and the weight float32, and they must be of one "
            "type; use x.to(float32)",
        ),
        (
            "predict(model, X > 0)",
            "RuntimeError",
            "linear: the input is bool and the weight float32, and they must be of one "
            "type; use x.to(float32)",
        ),
        (
            "predict(model, X.astype(complex))",
            "RuntimeError",
            "linear: the input is complex128 and the weight float32, and they must be of "
            "one type; use x.to(float32)",
        ),
        (
            "predict(model, X, batch_size=0)",
            "ValueError",
            "predict: batch_size should be a positive integer value, but got 0",
        ),
        (
            'predict(model, X, batch_size="all")',
            "ValueError",
            "predict: batch_size should be a positive integer value, but got 'all'",
        ),
        (
            'predict(model, X, device="mps0")',
            "NoDevice",
            "device: expected one of 'cpu'",
        ),
        (
            "predict(nn.Linear, X)",
            "TypeError",
            "predict: the model is the class Linear; give Linear()",
        ),
        (
            "predict(model.state_dict(), X)",
            "TypeError",
            "predict: the model must be an nn.Module; got dict",
        ),
        (
            "predict(model, np.zeros((2, 3, 4, 5)))",
            "ShapeError",
            "linear: weight (8, 4) takes 4 features in x's last dimension; got x (2, 3, 4, 5)",
        ),
        (
            "predict(nn.Conv2d(1, 2, 3), np.zeros((5, 28, 28, 1)))",
            "ShapeError",
            "conv2d: weight (2, 1, 3, 3) with groups=1 expects 1 input channels, but x "
            "(5, 28, 28, 1) has 28",
        ),
    ],
}
