"""What a fund publishes of the things it pays for. Nothing here is personal."""

from .costed import Costed
from .money import BudgetLine
from .operation import Operation, OperationDay, OperationNote, OperationVersion, Partnership, Target
from .programme import Fund, Portfolio, Programme

__all__ = [
    "BudgetLine", "Costed", "Fund", "Operation", "OperationDay", "OperationNote", "OperationVersion", "Partnership",
    "Portfolio", "Programme", "Target",
]  # fmt: skip
