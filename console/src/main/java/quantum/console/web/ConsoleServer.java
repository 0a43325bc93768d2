package quantum.console.web;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.http.HttpResponseException;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.console.ConsoleSettings;
import quantum.console.metrics.Metrics;
import quantum.console.model.Views;
import quantum.runtime.Redis;
import quantum.runtime.RedisUnavailable;

/** The console's server: the page's files, the API, the events, and the figures. */
public final class ConsoleServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ConsoleServer.class);

  /** A page that takes nothing for so long has gone, whatever its connection says. */
  private static final long IDLE_MILLIS = 20_000;

  private static final int LONGEST_BODY = 10_000;

  private final Javalin server;
  private final Events events;

  private ConsoleServer(Javalin server, Events events) {
    this.server = server;
    this.events = events;
  }

  /**
   * Listens.
   *
   * @param token needed to act, and to read where the settings say so
   * @param metrics figures for who measures
   * @param redis once it is there, for what one page asks for
   * @param clock wall clock, epoch milliseconds
   */
  public static ConsoleServer start(
      ConsoleSettings settings,
      Optional<Token> token,
      Views views,
      Metrics metrics,
      Supplier<Optional<Redis>> redis,
      LongSupplier clock) {
    Gate gate = new Gate(settings.hosts(), token, settings.readToken());
    Assets assets = new Assets();
    Events events = new Events(views, clock);
    Api api = new Api(settings, views, redis, clock);
    Actions actions = new Actions(settings, gate, clock);
    Javalin server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.concurrency.useVirtualThreads = true;
              config.http.compressionStrategy = CompressionStrategy.NONE; // ours are packed already
              config.http.maxRequestSize = LONGEST_BODY;
              config.jetty.addConnector((jetty, http) -> connector(jetty, http, settings));
              config.routes.before(gate::before);
              config.routes.get("/", ctx -> assets.serve(ctx, "index.html"));
              config.routes.get("/web/{file}", ctx -> assets.serve(ctx, ctx.pathParam("file")));
              config.routes.get("/api/v1/events", events::serve);
              config.routes.get(
                  "/metrics", ctx -> Api.send(ctx, Metrics.CONTENT_TYPE, metrics.text()));
              api.register(config.routes);
              actions.register(config.routes);
              config.routes.exception(
                  HttpResponseException.class,
                  (e, ctx) -> Api.error(ctx, e.getStatus(), e.getMessage()));
              config.routes.exception(
                  Exception.class,
                  (e, ctx) -> {
                    if (RedisUnavailable.is(e)) {
                      Api.error(ctx, 503, "Redis does not answer: " + e.getMessage());
                    } else {
                      log.error("[CONSOLE] {} {} failed", ctx.method(), ctx.path(), e);
                      Api.error(ctx, 500, "this failed; the console's log says why");
                    }
                  });
              config.routes.error(404, ctx -> Api.error(ctx, 404, "there is nothing at this path"));
            });
    server.start();
    log.info(
        "[CONSOLE] listening on http://{}:{} ({})",
        settings.bind().getHostAddress(),
        server.port(),
        settings.actions() ? "actions are on" : "read-only");
    return new ConsoleServer(server, events);
  }

  private static ServerConnector connector(
      Server jetty, HttpConfiguration http, ConsoleSettings settings) {
    http.setSendServerVersion(false);
    ServerConnector connector = new ServerConnector(jetty, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(settings.bind().getHostAddress());
    connector.setPort(settings.port());
    connector.setIdleTimeout(IDLE_MILLIS);
    return connector;
  }

  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    events.close();
    server.stop();
  }
}
