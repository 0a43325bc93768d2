package quantum.console.metrics;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import quantum.account.snapshot.GroupProgress;
import quantum.account.snapshot.SuiteService;
import quantum.contracts.HealthRecord;
import quantum.runtime.snapshot.Found;

/** Which services give signs of life, and how far behind they are. */
final class ServiceGauges {
  private final Set<SuiteService> seen = ConcurrentHashMap.newKeySet();

  void register(PrometheusRegistry registry, Supplier<Optional<Metrics.Moment>> now) {
    GaugeWithCallback.builder()
        .name("quantum_service_up")
        .help(
            "1 while the service gives signs of life. One that nothing depends on has no figure"
                + " before its first.")
        .labelNames("service")
        .callback(
            callback ->
                now.get()
                    .ifPresent(
                        moment -> up(moment).forEach((service, up) -> callback.call(up, service))))
        .register(registry);
    GaugeWithCallback.builder()
        .name("quantum_service_lag_entries")
        .help("Entries of a stream that the service was not given yet.")
        .labelNames("service", "stream")
        .callback(
            callback ->
                now.get()
                    .ifPresent(
                        moment ->
                            lags(moment)
                                .forEach(
                                    (service, streams) ->
                                        streams.forEach(
                                            (stream, lag) -> callback.call(lag, service, stream)))))
        .register(registry);
  }

  private Map<String, Integer> up(Metrics.Moment moment) {
    Map<String, Integer> up = new TreeMap<>();
    moment
        .facts()
        .account()
        .services()
        .forEach(
            (service, found) -> {
              switch (found) {
                case Found.Known<HealthRecord> known -> {
                  seen.add(service);
                  up.put(service.id(), 1);
                }
                case Found.Absent<HealthRecord> none -> {
                  if (service.part() == SuiteService.Part.CORE || seen.contains(service)) {
                    up.put(service.id(), 0);
                  }
                }
                case Found.Garbled<HealthRecord> garbled -> {}
              }
            });
    return Collections.unmodifiableMap(up);
  }

  private static Map<String, Map<String, Long>> lags(Metrics.Moment moment) {
    Map<String, Map<String, Long>> lags = new TreeMap<>();
    for (GroupProgress group : moment.facts().account().groups()) {
      if (group.exists() && group.lag().isPresent()) {
        lags.computeIfAbsent(group.service(), _ -> new TreeMap<>())
            .merge(Labels.stream(group.stream()), group.lag().getAsLong(), Math::max);
      }
    }
    return lags;
  }
}
