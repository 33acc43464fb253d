"""The exact solver against HiGHS, an independent one, and against what its answers must mean."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from toolkit.rules.solving.simplex import FAR, Simplex


@st.composite
def systems(draw):
    """Bounds of a few cells, and sums over them with their bounds; some contradict."""
    bounds = draw(st.lists(st.tuples(st.integers(-20, 20), st.integers(0, 9)), min_size=2, max_size=7))
    bounds = [(low, low + width) for low, width in bounds]
    coefficient = st.sampled_from([-2, -1, -1, 1, 1, 1, 3])
    sums = []
    for _ in range(draw(st.integers(1, 5))):
        cells = draw(st.lists(st.integers(0, len(bounds) - 1), min_size=1, max_size=5, unique=True))
        low = draw(st.integers(-40, 40))
        high = draw(st.sampled_from([low, low, low + 7, FAR]))
        sums.append(({cell: draw(coefficient) for cell in cells}, low, high))
    return bounds, sums


def solver_of(bounds, sums):
    solver = Simplex([low for low, _ in bounds], bounds, [0] * len(bounds))
    return solver, [solver.add(*one) for one in sums]


def highs(bounds, sums, prices):
    """HiGHS' answer to the same question: (has a solution, its price)."""
    matrix = np.zeros((2 * len(sums), len(bounds)))
    limits = np.zeros(2 * len(sums))
    for row, (terms, low, high) in enumerate(sums):
        for cell, k in terms.items():
            matrix[2 * row, cell], matrix[2 * row + 1, cell] = k, -k
        limits[2 * row], limits[2 * row + 1] = min(high, 10**6), -low
    solved = linprog(prices, A_ub=matrix, b_ub=limits, bounds=bounds, method="highs")
    return solved.status == 0, solved.fun


@given(systems())
@settings(max_examples=150, deadline=None)
def test_it_says_yes_and_no_as_highs_does(system):
    bounds, sums = system
    solver, variables = solver_of(bounds, sums)
    conflict = solver.conflict()
    assert (conflict is None) == highs(bounds, sums, [0] * len(bounds))[0]
    if conflict is None:
        assert all(low <= solver.values[cell] <= high for cell, (low, high) in enumerate(bounds))
        for variable, (terms, low, high) in zip(variables, sums, strict=True):
            assert low <= sum(k * solver.values[cell] for cell, k in terms.items()) == solver.values[variable] <= high


@given(systems())
@settings(max_examples=150, deadline=None)
def test_without_any_one_member_a_conflict_is_none(system):
    bounds, sums = system
    solver, variables = solver_of(bounds, sums)
    conflict = solver.conflict()
    if conflict is None:
        return
    members = sorted(conflict)
    limits = {member: solver.bounds(member) for member in members}
    for left_out in [None, *members]:
        kept = [member for member in members if member != left_out]
        alone = Simplex([0] * len(bounds), [(-FAR, FAR)] * len(bounds), [0] * len(bounds))
        for cell in (cell for cell in kept if cell < len(bounds)):
            alone.bound(cell, *limits[cell])
        for variable, (terms, _, _) in zip(variables, sums, strict=True):
            if variable in kept:
                alone.add(terms, *limits[variable])
        assert (alone.conflict() is None) == (left_out is not None)


@given(systems(), st.data())
@settings(max_examples=150, deadline=None)
def test_the_ends_of_a_cell_are_those_of_highs(system, data):
    bounds, sums = system
    solver, _ = solver_of(bounds, sums)
    if solver.conflict() is not None:
        return
    cell = data.draw(st.integers(0, len(bounds) - 1))
    prices = [int(other == cell) for other in range(len(bounds))]
    assert abs(float(solver.least(cell)) - highs(bounds, sums, prices)[1]) < 1e-6
    assert abs(float(solver.most(cell)) + highs(bounds, sums, [-price for price in prices])[1]) < 1e-6


@given(systems(), st.data())
@settings(max_examples=100, deadline=None)
def test_changed_bounds_and_late_sums_answer_as_a_fresh_solver_does(system, data):
    bounds, sums = system
    solver, _ = solver_of(bounds, sums[:1])
    solver.conflict()
    cell = data.draw(st.integers(0, len(bounds) - 1))
    low, high = bounds[cell]
    wider = (min(high, low - data.draw(st.integers(-5, 30))), high + data.draw(st.integers(0, 30)))
    solver.bound(cell, *wider)
    solver.conflict()
    for one in sums[1:]:
        solver.add(*one)
    fresh, _ = solver_of([wider if other == cell else bound for other, bound in enumerate(bounds)], sums)
    assert (solver.conflict() is None) == (fresh.conflict() is None)
    solver.bound(cell, *bounds[cell])
    again, _ = solver_of(bounds, sums)
    assert (solver.conflict() is None) == (again.conflict() is None)
