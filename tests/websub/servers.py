"""A place where feeds are served, a WebSub hub and a subscriber, each on a port of its own on this machine.

The hub and the subscriber are Flask-WebSub's. What they are asked is written down on its way in, nothing else is changed.
"""

import logging
import pathlib
import threading

import celery
import flask
import flask_websub.subscriber
from flask_websub.hub import Hub, SQLite3HubStorage
from flask_websub.subscriber import SQLite3SubscriberStorage, SQLite3TempSubscriberStorage, Subscriber
from werkzeug.serving import make_server

for name in ("werkzeug", "flask_websub"):
    logging.getLogger(name).setLevel(logging.ERROR)

# The subscriber gives a secret to hubs with TLS alone. On this machine there is nobody to overhear it.
flask_websub.subscriber.is_secure = lambda url: True


class Server:
    """A Flask application that is served from a thread of its own until `stop`."""

    def __init__(self):
        self.app = flask.Flask(__name__)
        self.server = make_server("127.0.0.1", 0, self.app, threaded=True)
        self.url = f"http://127.0.0.1:{self.server.port}"
        self.app.config["SERVER_NAME"] = f"127.0.0.1:{self.server.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Feeds(Server):
    """Serves a folder. A feed's answer names its hub and itself, as WebSub asks (section 4)."""

    def __init__(self, folder, hub):
        super().__init__()
        self.fetched = []

        @self.app.get("/<path:path>")
        def feed(path):
            self.fetched.append(path)
            answer = flask.send_from_directory(pathlib.Path(folder).resolve(), path, conditional=False)
            answer.headers["Link"] = f'<{hub.url}/hub>; rel="hub", <{self.url}/{path}>; rel="self"'
            return answer


class TheHub(Server):
    """A hub that does its work at once, before it answers. `told` holds the forms of publishers. While it `sleeps`, it asks
    to be left alone."""

    def __init__(self, folder):
        super().__init__()
        self.told, self.sleeps = [], False
        worker = celery.Celery("hub")
        worker.conf.task_always_eager = True
        self.app.config["PUBLISH_SUPPORTED"] = True
        hub = Hub(SQLite3HubStorage(str(folder / "hub.sqlite3")), worker, **self.app.config)
        self.app.register_blueprint(hub.build_blueprint(url_prefix="/hub"))

        @self.app.before_request
        def note():
            if self.sleeps:
                return "asleep", 503, {"Retry-After": "3600"}
            if flask.request.form.get("hub.mode") == "publish":
                self.told.append(flask.request.form.to_dict())


class Reader(Server):
    """A subscriber. `agreed` holds the topics that it and the hub agreed on, `got` what was delivered and is genuine,
    `came` all that came, genuine or not."""

    def __init__(self, folder):
        super().__init__()
        self.agreed, self.got, self.came = [], [], []
        storage = SQLite3SubscriberStorage(str(folder / "subscriber.sqlite3"))
        waiting = SQLite3TempSubscriberStorage(str(folder / "waiting.sqlite3"))
        self.subscriber = Subscriber(storage, waiting)
        self.app.register_blueprint(self.subscriber.build_blueprint(url_prefix="/callback"))
        self.subscriber.add_success_handler(lambda topic, _, mode: self.agreed.append((mode, topic)))
        self.subscriber.add_listener(lambda topic, _, body: self.got.append((topic, body)))

        @self.app.before_request
        def note():
            if flask.request.method == "POST":
                self.came.append((flask.request.path, flask.request.headers.get("X-Hub-Signature", "")))

    def subscribe(self, feed):
        """Finds the feed's hub in its answer, and asks it for news of the feed."""
        with self.app.app_context():
            self.subscriber.subscribe(**flask_websub.subscriber.discover(feed))
