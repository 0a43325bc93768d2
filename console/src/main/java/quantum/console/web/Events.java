package quantum.console.web;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import quantum.account.json.Json;
import quantum.console.model.Rows;
import quantum.console.model.Section;
import quantum.console.model.View;
import quantum.console.model.Views;
import tools.jackson.databind.node.ObjectNode;

/**
 * Server-sent events. Nothing is queued for a page: each is told the difference between what it was
 * told last and the newest view, so a slow one gets fewer and larger differences, and one that
 * takes nothing at all is cut off by the connector's idle timeout.
 */
final class Events implements AutoCloseable {
  private static final int PAGES = 64;
  private static final long PING_MILLIS = 5_000;

  private final Views views;
  private final LongSupplier clock;
  private final Semaphore places = new Semaphore(PAGES);

  /**
   * What a page was told last. Pages that keep up are told the same: one of them writes it, for a
   * large account half a megabyte, and the others take it.
   */
  private final Map<Section, Told> told = new ConcurrentHashMap<>();

  private volatile boolean closed;

  Events(Views views, LongSupplier clock) {
    this.views = views;
    this.clock = clock;
  }

  /** The difference between two versions of a section, as an event. */
  private record Told(long seen, long version, byte[] event) {}

  /** Tells a page what changes, until it goes. Returns when it has gone. */
  void serve(Context ctx) {
    Set<Section> wanted = wanted(ctx.queryParam("sections"));
    if (!places.tryAcquire()) {
      throw new HttpResponseException(503, PAGES + " pages are open, no more are served");
    }
    try {
      HttpServletResponse response = ctx.res();
      response.setContentType("text/event-stream; charset=utf-8");
      response.setHeader("X-Accel-Buffering", "no"); // a proxy in front shall pass on at once
      tell(response.getOutputStream(), wanted);
    } catch (IOException e) {
      // the page has gone
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      places.release();
    }
  }

  private static Set<Section> wanted(String names) {
    if (names == null || names.isBlank()) {
      return EnumSet.allOf(Section.class);
    }
    Set<Section> wanted = EnumSet.noneOf(Section.class);
    for (String name : names.split(",")) {
      Optional<Section> section = Section.of(name);
      wanted.add(
          section.orElseThrow(
              () -> new HttpResponseException(400, "sections: there is no '" + name + "'")));
    }
    return wanted;
  }

  private void tell(ServletOutputStream out, Set<Section> wanted)
      throws IOException, InterruptedException {
    Map<Section, Long> seen = new EnumMap<>(Section.class);
    long published = 0;
    while (!closed) {
      View view = views.current();
      for (Section section : wanted) {
        var rows = view.rows(section);
        long last = seen.getOrDefault(section, 0L);
        if (rows.version() > last) {
          out.write(difference(section, rows, last));
          seen.put(section, rows.version());
        }
      }
      out.write(event("state", state(view, clock.getAsLong()).toString()));
      out.flush();
      published = views.awaitAfter(published, PING_MILLIS);
    }
  }

  /** When Redis was read last, and whether it can be read. */
  static ObjectNode state(View view, long nowMillis) {
    ObjectNode state = Json.object().put("now", nowMillis);
    view.readAtMillis().ifPresent(at -> state.put("read_at", at));
    view.outage().ifPresent(why -> state.put("outage", why));
    return state;
  }

  private byte[] difference(Section section, Rows rows, long seen) {
    return told.compute(
            section,
            (_, last) ->
                last != null && last.seen() == seen && last.version() == rows.version()
                    ? last
                    : new Told(seen, rows.version(), event(section.path(), rows.since(seen))))
        .event();
  }

  /** JSON has no line breaks, so one data line is enough. */
  private static byte[] event(String event, String data) {
    return ("event: " + event + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    closed = true;
    views.publish(views.current()); // wakes those that wait
  }
}
