package quantum.console.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import quantum.account.json.Json;
import quantum.console.ConsoleSettings;
import quantum.console.model.Section;
import quantum.console.model.View;
import quantum.console.model.Views;
import quantum.console.watch.SymbolDesk;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;

/** What can be asked for: sections as they stand, and one symbol. */
final class Api {
  private static final int WORTH_PACKING = 2_000;
  private static final String JSON = "application/json; charset=utf-8";

  private final ConsoleSettings settings;
  private final Views views;
  private final LongSupplier clock;
  private final SymbolDesk symbols;

  Api(ConsoleSettings settings, Views views, Supplier<Optional<Redis>> redis, LongSupplier clock) {
    this.settings = settings;
    this.views = views;
    this.clock = clock;
    this.symbols = new SymbolDesk(redis, settings.redis(), views, clock);
  }

  void register(RoutesConfig routes) {
    for (Section section : Section.values()) {
      routes.get("/api/v1/" + section.path(), ctx -> section(ctx, section));
    }
    routes.get("/api/v1/state", this::state);
    routes.get("/api/v1/position/{symbol}", ctx -> send(ctx, symbols.told(symbol(ctx))));
    routes.get("/api/v1/position/{symbol}/prices", ctx -> send(ctx, symbols.prices(symbol(ctx))));
  }

  private void section(Context ctx, Section section) {
    View view = views.current();
    send(
        ctx,
        "{\"state\":"
            + Events.state(view, clock.getAsLong())
            + ",\""
            + section.path()
            + "\":"
            + view.rows(section).json()
            + "}");
  }

  private void state(Context ctx) {
    send(
        ctx,
        Events.state(views.current(), clock.getAsLong())
            .put("namespace", settings.redis().namespace())
            .put("actions", settings.actions())
            .toString());
  }

  private static Symbol symbol(Context ctx) {
    String text = ctx.pathParam("symbol").toUpperCase(Locale.ROOT);
    try {
      return Symbol.of(text);
    } catch (IllegalArgumentException e) {
      throw new HttpResponseException(400, "symbol: " + e.getMessage());
    }
  }

  static void error(Context ctx, int status, String why) {
    ctx.status(status);
    ctx.contentType(JSON);
    ctx.result(Json.object().put("error", why).toString());
  }

  static void send(Context ctx, String json) {
    send(ctx, JSON, json.getBytes(StandardCharsets.UTF_8));
  }

  static void send(Context ctx, String type, byte[] plain) {
    byte[] bytes = plain;
    ctx.contentType(type);
    if (bytes.length >= WORTH_PACKING
        && String.valueOf(ctx.header("Accept-Encoding")).contains("gzip")) {
      ctx.header("Content-Encoding", "gzip");
      ctx.header("Vary", "Accept-Encoding");
      bytes = packed(bytes);
    }
    ctx.result(bytes);
  }

  private static byte[] packed(byte[] plain) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
