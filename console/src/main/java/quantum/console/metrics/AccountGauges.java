package quantum.console.metrics;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.Supplier;
import quantum.account.snapshot.Account;
import quantum.account.snapshot.Holding;
import quantum.account.snapshot.KillSwitchReading;
import quantum.account.snapshot.Withheld;
import quantum.console.model.Facts;
import quantum.contracts.LimitsRecord;

/** The account as a whole; what cannot be told is left out. */
final class AccountGauges {
  private AccountGauges() {}

  static void register(PrometheusRegistry registry, Supplier<Optional<Metrics.Moment>> now) {
    gauge(
        registry,
        "quantum_account_equity_usd",
        "Equity of the account, as the limits were reckoned from last.",
        () -> now.get().flatMap(AccountGauges::equity));
    gauge(
        registry,
        "quantum_realized_pnl_usd",
        "Realized profit after fees and funding: closed positions that are kept, and what open ones"
            + " have realized so far.",
        () -> now.get().map(Metrics.Moment::facts).flatMap(AccountGauges::realized));
    gauge(
        registry,
        "quantum_halted",
        "1 while no entry is executed because of a halt or the kill switch.",
        () -> now.get().flatMap(AccountGauges::halted));
  }

  private static void gauge(
      PrometheusRegistry registry, String name, String help, Supplier<Optional<Double>> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> value.get().ifPresent(callback::call))
        .register(registry);
  }

  private static Optional<Double> equity(Metrics.Moment moment) {
    return moment
        .facts()
        .account()
        .limits()
        .value()
        .map(LimitsRecord::equity)
        .map(BigDecimal::doubleValue);
  }

  private static Optional<Double> realized(Facts facts) {
    if (facts.account().unlisted().isPresent()) {
      return Optional.empty();
    }
    return facts
        .closedNet()
        .map(
            closed ->
                facts.account().holdings().stream()
                    .map(AccountGauges::realized)
                    .reduce(closed, BigDecimal::add)
                    .doubleValue());
  }

  private static BigDecimal realized(Holding holding) {
    return holding
        .position()
        .value()
        .map(
            open ->
                open.realizedPnl()
                    .subtract(holding.account().commission())
                    .add(holding.account().funding()))
        .orElse(BigDecimal.ZERO);
  }

  /** As the services read it: a key that cannot be understood is in force. */
  private static Optional<Double> halted(Metrics.Moment moment) {
    Account account = moment.facts().account();
    if (account.kill() == KillSwitchReading.ON
        || account.hand().haltAt(moment.nowMillis()).isPresent()) {
      return Optional.of(1.0);
    }
    boolean unknown =
        account.kill() == KillSwitchReading.UNKNOWN || Withheld.is(account.hand().halt());
    return unknown ? Optional.empty() : Optional.of(0.0);
  }
}
