"""Rankings of whole documents, for measuring retrieval on corpora with relevance judgements."""

from collections.abc import Mapping

from tqdm import tqdm

from ..index.lexical import tokenize
from ..replying.chatbot import Chatbot
from ..retrieval.search import DENSE_WEIGHT, rank_passages, search
from ..retrieval.voting import CANDIDATES

METHODS = {"dense": 1.0, "lexical": 0.0, "combined": DENSE_WEIGHT}  # name -> dense weight


def rank_documents(chatbot: Chatbot, queries: Mapping[str, str]) -> dict[str, dict[str, list[str]]]:
    """Rank the documents for every query by each method.

    :param queries: Query id -> text.
    :return: Method -> query id -> document ids, best first, no document twice.
    """
    runs: dict[str, dict[str, list[str]]] = {method: {} for method in METHODS}
    for query_id, text in tqdm(queries.items(), desc="Ranking", unit="query", leave=False):
        found = search(chatbot.index, chatbot.encoder.embed([text]), tokenize([text], chatbot.index.language))[0]
        for method, weight in METHODS.items():
            hits = rank_passages(chatbot.index, found, top_k=CANDIDATES, dense_weight=weight)
            runs[method][query_id] = list(dict.fromkeys(hit.passage.document for hit in hits))
    return runs
