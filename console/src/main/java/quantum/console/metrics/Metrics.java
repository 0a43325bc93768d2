package quantum.console.metrics;

import io.lettuce.core.StreamMessage;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import quantum.console.model.Event;
import quantum.console.model.Facts;
import quantum.console.model.View;
import quantum.console.model.Views;

/**
 * The figures of {@code /metrics}. What is, is taken from the newest view when somebody asks, and
 * is left out while Redis cannot be read: an old figure would look like a new one. What is counted
 * is told by the reader, entry by entry, so that nobody has to ask often for nothing to be missed,
 * and a stream that is trimmed takes nothing back. Any number of threads may ask.
 */
public final class Metrics {
  public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  /** The reader looks once a second at least; what is as old as this is not what is. */
  private static final long OLD_MILLIS = 10_000;

  private final Views views;
  private final LongSupplier clock;
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter format = PrometheusTextFormatWriter.create();
  private final Orders orders;
  private final Letters letters;

  /**
   * What is known when somebody asks.
   *
   * @param nowMillis wall clock
   */
  record Moment(Facts facts, long nowMillis) {}

  /**
   * @param clock wall clock, epoch milliseconds
   */
  public Metrics(Views views, LongSupplier clock) {
    this.views = views;
    this.clock = clock;
    this.orders = new Orders(registry);
    this.letters = new Letters(registry, this::now);
    AccountGauges.register(registry, this::now);
    PositionGauges.register(registry, this::now);
    new ServiceGauges().register(registry, this::now);
  }

  /** Something was carried out or refused since the console looked first. */
  public void carriedOut(Event event) {
    orders.carriedOut(event);
  }

  /** An entry was put aside since then. */
  public void deadLetter(StreamMessage<String, String> letter) {
    letters.came(letter);
  }

  /** All of them, in the text format that Prometheus reads, UTF-8. */
  public byte[] text() {
    now().ifPresent(moment -> orders.expect(moment.facts().positions()));
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      format.write(text, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toByteArray();
  }

  private Optional<Moment> now() {
    View view = views.current();
    long now = clock.getAsLong();
    OptionalLong readAt = view.readAtMillis();
    boolean fresh =
        view.outage().isEmpty() && readAt.isPresent() && now - readAt.getAsLong() < OLD_MILLIS;
    return fresh ? view.facts().map(facts -> new Moment(facts, now)) : Optional.empty();
  }
}
