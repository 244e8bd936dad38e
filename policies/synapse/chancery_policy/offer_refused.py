"""Why a root or a bundle that was offered is not accepted."""


class OfferRefusedError(Exception):
    """An offer that fails a step of SPECIFICATION.md section 7.

    ``code`` is the reason in brackets there, for example ``version_old``; nothing of the offer's content is kept.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
