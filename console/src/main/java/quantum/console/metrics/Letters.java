package quantum.console.metrics;

import io.lettuce.core.StreamMessage;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import quantum.account.snapshot.GroupProgress;
import quantum.contracts.StreamCatalog;

/** Entries that were put aside since the console started, by the stream they came from. */
final class Letters {
  private final Labels streams =
      new Labels(StreamCatalog.streams().stream().map(it -> Labels.stream(it.name())).toList());
  private final Map<String, Long> came = new ConcurrentSkipListMap<>();

  Letters(PrometheusRegistry registry, Supplier<Optional<Metrics.Moment>> now) {
    GaugeWithCallback.builder()
        .name("quantum_dead_letters")
        .help("Entries that nobody could use, put aside since the console started, by stream.")
        .labelNames("stream")
        .callback(
            callback ->
                now.get().ifPresent(moment -> all(moment).forEach((s, n) -> callback.call(n, s))))
        .register(registry);
  }

  void came(StreamMessage<String, String> letter) {
    String stream = Labels.stream(letter.getBody().getOrDefault("stream", Labels.OTHER));
    came.merge(streams.of(stream), 1L, Long::sum);
  }

  /** Every stream that is read has a figure from the start, so that the first one is a rise. */
  private Map<String, Long> all(Metrics.Moment moment) {
    Map<String, Long> all = new TreeMap<>();
    for (GroupProgress group : moment.facts().account().groups()) {
      all.put(streams.of(Labels.stream(group.stream())), 0L);
    }
    all.putAll(came);
    return all;
  }
}
