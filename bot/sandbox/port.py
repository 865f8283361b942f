"""The loopback port that stand-ins are served on. It can be closed for a while: then every connection is refused."""

from aiohttp import web

HOST = "127.0.0.1"


class Port:
    def __init__(self, app: web.Application, *, farewell: float = 1) -> None:
        """`farewell`: seconds that calls may go on when the port closes for good."""
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=farewell)
        self._site: web.TCPSite | None = None
        self.number = 0

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.number}"

    async def open(self, number: int = 0) -> None:
        """0 takes a free one. After `shut`, the same again."""
        if self._runner.server is None:
            await self._runner.setup()
        self._site = web.TCPSite(self._runner, HOST, number or self.number)
        await self._site.start()
        self.number = self._runner.addresses[0][1]

    async def shut(self) -> None:
        """Connections that are open break off, and new ones are refused."""
        assert self._site
        assert self._runner.server
        await self._site.stop()
        for connection in self._runner.server.connections:
            if connection.transport:
                connection.transport.abort()

    async def close(self) -> None:
        await self._runner.cleanup()
