"""Misuses of optimizers: the call, the kind of error, a part of its sentence."""

CASES = {
    "optimizers": [
        (
            "optim.SGD()",
            "TypeError",
            "SGD: params is missing. It takes params, lr, momentum, dampening, "
            "weight_decay, nesterov, maximize, foreach, differentiable, fused",
        ),
        (
            "optim.SGD(model, lr=0.1)",
            "TypeError",
            "SGD: params is a whole model; give model.parameters()",
        ),
        (
            "optim.SGD(model.parameters, lr=0.1)",
            "TypeError",
            "SGD: params is a function; call it: model.parameters()",
        ),
        (
            "optim.SGD([], lr=0.1)",
            "ValueError",
            "SGD: got no parameters; was the generator already used up?",
        ),
        (
            "optim.SGD(None, lr=0.1)",
            "TypeError",
            "SGD: params must be tensors to train, such as model.parameters(); got None",
        ),
        (
            "optim.SGD([X], lr=0.1)",
            "TypeError",
            "SGD: expected tensors as parameters, got ndarray; give model.parameters()",
        ),
        (
            "optim.SGD(nn.ReLU().parameters(), lr=0.1)",
            "ValueError",
            "SGD: got no parameters; was the generator already used up?",
        ),
        (
            "optim.SGD(model.state_dict(), lr=0.1)",
            "TypeError",
            "SGD: expected tensors as parameters, got str; give model.parameters()",
        ),
        (
            'optim.SGD(model.named_parameters(), lr="0.1")',
            "TypeError",
            "SGD: lr must be a number, got '0.1'",
        ),
        (
            "optim.SGD(model.parameters(), lr=-0.1)",
            "ValueError",
            "SGD: lr must be at least 0, got -0.1",
        ),
        (
            'optim.SGD(model.parameters(), lr="fast")',
            "TypeError",
            "SGD: lr must be a number, got 'fast'",
        ),
        (
            'optim.SGD(model.parameters(), lr=float("nan"))',
            "ValueError",
            "SGD: lr must be at least 0, got nan",
        ),
        (
            "optim.SGD(model.parameters(), lr=None)",
            "TypeError",
            "SGD: lr must be a number, got None",
        ),
        (
            "optim.SGD(model.parameters(), learning_rate=0.1)",
            "TypeError",
            "SGD: there is no argument 'learning_rate'; did you mean lr? It takes "
            "params, lr, momentum, dampening, weight_decay, nesterov, maximize, foreach, "
            "differentiable, fused",
        ),
        (
            "optim.SGD(model.parameters(), lr=0.1, momentum=-0.9)",
            "ValueError",
            "SGD: momentum must be at least 0, got -0.9",
        ),
        (
            "optim.SGD(model.parameters(), lr=0.1, nesterov=True)",
            "ValueError",
            "SGD: nesterov needs momentum above 0 and dampening 0, got momentum 0 and dampening 0",
        ),
        (
            "optim.SGD(model.parameters(), lr=0.1, weight_decay=-1)",
            "ValueError",
            "SGD: weight_decay must be at least 0, got -1",
        ),
        (
            "optim.Adam(model.parameters(), betas=0.9)",
            "ValueError",
            "Adam: betas must be two numbers, got 0.9",
        ),
        (
            "optim.Adam(model.parameters(), betas=(0.9, 1.0))",
            "ValueError",
            "Adam: betas must be in [0, 1), got (0.9, 1.0)",
        ),
        (
            "optim.Adam(model.parameters(), betas=(0.9,))",
            "ValueError",
            "Adam: betas must be two numbers, got (0.9,)",
        ),
        (
            "optim.Adam(model.parameters(), eps=-1)",
            "ValueError",
            "Adam: eps must be at least 0, got -1",
        ),
        (
            'optim.Adam(model.parameters(), eps="small")',
            "TypeError",
            "Adam: eps must be a number, got 'small'",
        ),
        (
            'optim.Adam([{"lr": 0.1}])',
            "ValueError",
            "Adam: a group needs 'params', the tensors to train; got ['lr']",
        ),
        (
            'optim.Adam([{"params": model[0].parameters()}, {"params": model[0].parameters()}])',
            "ValueError",
            "Adam: a parameter of shape (8, 4) was given twice",
        ),
        (
            "optim.ADAM(model.parameters())",
            "NoAttribute",
            "minidnn.optim has no ADAM; did you mean Adam?",
        ),
        (
            "adam.step(3)",
            "TypeError",
            "Adam.step: closure must be a function that returns the loss, or left out; got 3",
        ),
        (
            "adam.load_state_dict({})",
            "ValueError",
            "Adam.load_state_dict: this is no state of an optimizer; give what "
            "optimizer.state_dict() returned; got dict",
        ),
        (
            "adam.load_state_dict(5)",
            "ValueError",
            "Adam.load_state_dict: this is no state of an optimizer; give what "
            "optimizer.state_dict() returned; got int",
        ),
        (
            "adam.load_state_dict(model.state_dict())",
            "ValueError",
            "Adam.load_state_dict: this is no state of an optimizer; give what "
            "optimizer.state_dict() returned; got dict",
        ),
        (
            "optim.lr_scheduler.StepLR(model, 1)",
            "TypeError",
            "StepLR: expected an Optimizer, got <class 'minidnn.nn.containers.Sequential'>",
        ),
        (
            "optim.lr_scheduler.StepLR(adam, 0)",
            "ValueError",
            "StepLR: step_size must be above 0, got 0",
        ),
        (
            'optim.lr_scheduler.StepLR(adam, "10")',
            "ValueError",
            "StepLR: step_size must be above 0, got '10'",
        ),
        (
            "optim.lr_scheduler.LambdaLR(adam, 0.5)",
            "ValueError",
            "LambdaLR: lr_lambda must be a function of the epoch, or a list of them, got 0.5",
        ),
        (
            "optim.lr_scheduler.CosineAnnealingLR(adam, 0)",
            "ValueError",
            "CosineAnnealingLR: T_max must be above 0, got 0",
        ),
        (
            'optim.lr_scheduler.ReduceLROnPlateau(adam, mode="maximum")',
            "ValueError",
            "ReduceLROnPlateau: mode must be 'min' or 'max', got 'maximum'",
        ),
        (
            "optim.lr_scheduler.MultiStepLR(adam, 5)",
            "ValueError",
            "MultiStepLR: milestones must be a list of epochs, such as [30, 80], got 5",
        ),
        (
            "optim.lr_scheduler.OneCycleLR(adam, 0.1)",
            "ValueError",
            "OneCycleLR: give total_steps, or both epochs and steps_per_epoch",
        ),
    ],
}
