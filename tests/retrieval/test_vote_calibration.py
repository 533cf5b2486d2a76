import numpy as np
import pytest

from builders import make_entry
from microneedling_faq.index.calibration import RIDGE, fit_calibration
from microneedling_faq.retrieval.vote_calibration import (
    FEATURES,
    LEAST_OF_EACH,
    LEAST_WORDINGS,
    NEAR_DUPLICATE_COSINE,
    Targets,
    hold_out,
    vote_features,
)
from microneedling_faq.retrieval.voting import Vote
from microneedling_faq.types import Target

WORDINGS = 2 * LEAST_WORDINGS
SIGNPOSTS = frozenset({2})


def seeded_case(seed: int, n: int = 300):
    random = np.random.default_rng(seed)
    features = random.normal(size=(n, len(FEATURES))) * [3.0, 0.2, 0.1, 0.5] + [1.0, 0.4, 0.6, 0.0]
    answered = random.random(n) < 1 / (1 + np.exp(-(0.7 * features[:, 0] - 4 * features[:, 1])))
    return features, answered


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_fit_is_that_of_scikit_learn(seed, weighted):
    linear_model = pytest.importorskip("sklearn.linear_model")
    features, answered = seeded_case(seed)
    weights = np.random.default_rng(seed).random(len(features)) * 2 if weighted else None
    scaled = (features - features.mean(axis=0)) / features.std(axis=0)
    theirs = linear_model.LogisticRegression(C=1 / RIDGE, tol=1e-10, max_iter=1000).fit(scaled, answered, sample_weight=weights)

    ours = fit_calibration(features, answered, names=FEATURES, weights=weights)

    assert ours.coefficients == pytest.approx(theirs.coef_[0].tolist(), abs=1e-4)
    assert ours.intercept == pytest.approx(theirs.intercept_[0], abs=1e-4)
    probabilities = [ours.probability(row) for row in features]
    assert probabilities == pytest.approx(theirs.predict_proba(scaled)[:, 1].tolist(), abs=1e-4)


def test_a_corpus_that_can_be_told_apart_perfectly_gives_finite_numbers():
    features = np.column_stack([np.linspace(-1, 1, 40)] * len(FEATURES))
    fitted = fit_calibration(features, features[:, 0] > 0, names=FEATURES)

    assert np.isfinite(fitted.coefficients).all()
    assert fitted.probability(features[0]) < 0.1 < 0.9 < fitted.probability(features[-1])


def test_a_feature_that_never_varies_says_nothing():
    features, answered = seeded_case(4)
    features[:, 3] = 0.5

    assert fit_calibration(features, answered, names=FEATURES).coefficients[3] == pytest.approx(0, abs=1e-6)


def test_contributions_and_intercept_sum_to_the_log_odds():
    features, answered = seeded_case(5)
    fitted = fit_calibration(features, answered, names=FEATURES)
    log_odds = sum(fitted.contributions(features[7]).values()) + fitted.intercept

    assert fitted.probability(features[7]) == pytest.approx(1 / (1 + np.exp(-log_odds)))
    assert tuple(fitted.contributions(features[7])) == FEATURES


def test_the_evidence_of_a_vote_leaves_signposts_out():
    vote = Vote({0: 0.3, 1: 0.1, 2: 0.6}, 0.8, 0.2)
    evidence = vote_features(vote, passages=1, signposts=SIGNPOSTS)

    assert evidence == pytest.approx([np.log(0.76 / 0.26), 0.75, 0.8, 0.2], abs=1e-5)


@pytest.mark.parametrize("target", [2, 1, 0])
def test_an_undivided_vote_gives_finite_evidence(target):
    vote = Vote({target: 1.0}, 0.5, 0.0)

    assert np.isfinite(vote_features(vote, passages=1, signposts=SIGNPOSTS)).all()


def corpus_with_copies(copy_cosine: float = 0.95, other_cosine: float = 0.8):
    """Wordings, each with one near-duplicate and one sentence that is merely near; nothing else is near to anything."""
    axes = np.eye(3 * WORDINGS, dtype=np.float32)
    asked, copied, other = axes[:WORDINGS], axes[WORDINGS : 2 * WORDINGS], axes[2 * WORDINGS :]
    copies = copy_cosine * asked + np.sqrt(1 - copy_cosine**2) * copied
    others = other_cosine * asked + np.sqrt(1 - other_cosine**2) * other
    targets = [number % 2 for number in range(WORDINGS)]  # 0 is a passage, 1 a topic
    kinds = [Target("passage", "0"), Target("topic", "price")]
    entries = [
        make_entry(f"{kind} {n}", target=kinds[targets[n]], kind=kind)
        for kind in ("wording", "sentence", "sentence")
        for n in range(WORDINGS)
    ]
    embeddings = np.vstack([asked, copies, others]).astype(np.float32)
    return embeddings, entries, Targets(np.array(targets * 3, np.int32), 1, SIGNPOSTS)


def no_words(count: int):
    return lambda row: np.zeros(count, np.float32)


def test_a_wording_is_asked_with_itself_and_its_near_duplicates_held_out():
    embeddings, entries, targets = corpus_with_copies()
    fitted = hold_out(embeddings, no_words(len(entries)), entries, targets)

    assert fitted.fitted_on == WORDINGS
    assert fitted.means[FEATURES.index("nearest entry's cosine")] == pytest.approx(0.8, abs=1e-5)


def test_an_entry_that_is_no_near_duplicate_is_not_held_out():
    near = NEAR_DUPLICATE_COSINE - 0.01
    embeddings, entries, targets = corpus_with_copies(copy_cosine=near)
    fitted = hold_out(embeddings, no_words(len(entries)), entries, targets)

    assert fitted.means[FEATURES.index("nearest entry's cosine")] == pytest.approx(near, abs=1e-5)


def test_what_is_held_out_does_not_count_by_its_words_either():
    embeddings, entries, targets = corpus_with_copies()

    def words_of_the_copy(row: int):
        scores = np.zeros(len(entries), np.float32)
        scores[[row, row + WORDINGS]] = 50.0
        scores[row + 2 * WORDINGS] = 1.0
        return scores

    def words_of_the_other(row: int):
        return np.where(np.arange(len(entries)) == row + 2 * WORDINGS, np.float32(1), np.float32(0))

    assert hold_out(embeddings, words_of_the_copy, entries, targets) == hold_out(
        embeddings, words_of_the_other, entries, targets
    )


def test_holding_out_leaves_the_embeddings_alone():
    embeddings, entries, targets = corpus_with_copies()
    before = embeddings.copy()
    hold_out(embeddings, no_words(len(entries)), entries, targets)

    assert np.array_equal(embeddings, before)


def test_without_wordings_of_both_sides_there_is_nothing_to_fit():
    embeddings, entries, targets = corpus_with_copies()
    passages_only = [entry for entry in entries if entry.target.kind == "passage"]
    rows = [row for row, entry in enumerate(entries) if entry.target.kind == "passage"]

    of_passages = Targets(targets.of_entries[rows], 1, SIGNPOSTS)
    assert hold_out(embeddings[rows], no_words(len(rows)), passages_only, of_passages) is None
    assert hold_out(embeddings[:0], no_words(0), [], Targets(targets.of_entries[:0], 1, SIGNPOSTS)) is None


def test_with_fewer_wordings_than_can_be_told_apart_by_vote_nothing_is_fitted():
    embeddings, entries, targets = corpus_with_copies()
    kept = [row for row in range(len(entries)) if row != 1]  # one wording of the topic less
    fewer = Targets(targets.of_entries[kept], 1, SIGNPOSTS)

    assert hold_out(embeddings[kept], no_words(len(kept)), [entries[row] for row in kept], fewer) is None


@pytest.mark.parametrize(("passages", "fits"), [(WORDINGS // LEAST_OF_EACH, True), (WORDINGS // LEAST_OF_EACH + 1, False)])
def test_where_passages_have_hardly_more_than_the_question_over_them_nothing_is_fitted(passages, fits):
    embeddings = np.eye(WORDINGS, dtype=np.float32)
    entries = [make_entry(str(n), target=Target("passage", str(n % passages)), kind="wording") for n in range(WORDINGS)]
    targets = Targets(np.arange(WORDINGS, dtype=np.int32) % passages, passages, frozenset())

    assert (hold_out(embeddings, no_words(WORDINGS), entries, targets) is not None) is fits


def test_the_shipped_calibration_was_fitted_and_rises_with_the_passages_share(chatbot):
    calibration = chatbot.index.calibration

    assert calibration.fitted_on > 1000
    assert calibration.coefficients[0] > 1
