package quantum.console.metrics;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import quantum.account.snapshot.Holding;
import quantum.console.model.Outlook;
import quantum.contracts.OpenPosition;
import quantum.contracts.Ticker;
import quantum.runtime.snapshot.Found;

/** Open positions; one that cannot be read is left out. */
final class PositionGauges {
  private static final double MILLIS = 1_000;

  private PositionGauges() {}

  static void register(PrometheusRegistry registry, Supplier<Optional<Metrics.Moment>> now) {
    gauge(
        registry,
        now,
        "quantum_position_r_net",
        "Profit in units of the risk at entry, after estimated costs, at the newest price.",
        (outlook, _) -> outlook.price().flatMap(outlook::netR));
    gauge(
        registry,
        now,
        "quantum_position_best_r",
        "Profit at the best price so far in units of the risk at entry, before costs.",
        (outlook, _) -> outlook.bestR());
    gauge(
        registry,
        now,
        "quantum_position_protected",
        "1 while a stop of ours rests at the exchange.",
        (_, open) -> Optional.of(Outlook.isProtected(open) ? 1.0 : 0.0));
    gauge(
        registry,
        now,
        "quantum_position_notional_usd",
        "Quantity times the newest price.",
        (outlook, open) ->
            outlook
                .price()
                .map(at -> at.value().multiply(open.position().qty().value()).doubleValue()));
    GaugeWithCallback.builder()
        .name("quantum_price_age_seconds")
        .help(
            "Since the newest price of a symbol with an open position was written; +Inf where there"
                + " is none.")
        .labelNames("symbol")
        .callback(
            callback ->
                now.get()
                    .ifPresent(
                        moment ->
                            moment
                                .facts()
                                .account()
                                .holdings()
                                .forEach(
                                    it ->
                                        age(it, moment.nowMillis())
                                            .ifPresent(
                                                age -> callback.call(age, it.symbol().name())))))
        .register(registry);
  }

  private static void gauge(
      PrometheusRegistry registry,
      Supplier<Optional<Metrics.Moment>> now,
      String name,
      String help,
      BiFunction<Outlook, OpenPosition, Optional<Double>> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames("symbol", "side")
        .callback(
            callback ->
                now.get()
                    .ifPresent(
                        moment ->
                            moment.facts().positions().forEach(it -> one(callback, it, value))))
        .register(registry);
  }

  private static void one(
      GaugeWithCallback.Callback callback,
      Outlook outlook,
      BiFunction<Outlook, OpenPosition, Optional<Double>> value) {
    Holding holding = outlook.holding();
    holding
        .position()
        .value()
        .ifPresent(
            open ->
                value
                    .apply(outlook, open)
                    .ifPresent(
                        it ->
                            callback.call(
                                it, holding.symbol().name(), open.position().side().name())));
  }

  private static Optional<Double> age(Holding holding, long nowMillis) {
    return switch (holding.ticker()) {
      case Found.Known<Ticker>(Ticker ticker) ->
          Optional.of(Math.max(0, nowMillis - ticker.receivedAtMillis()) / MILLIS);
      case Found.Absent<Ticker> none -> Optional.of(Double.POSITIVE_INFINITY);
      case Found.Garbled<Ticker> garbled -> Optional.empty();
    };
  }
}
