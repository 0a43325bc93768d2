package quantum.account.snapshot;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.contracts.HealthRecord;
import quantum.contracts.LimitsRecord;
import quantum.contracts.Liquidations;
import quantum.contracts.OpenPosition;
import quantum.kernel.value.Price;
import quantum.runtime.snapshot.Found;

/**
 * What Redis says about the whole account, read in one go.
 *
 * @param readAtMillis wall clock
 * @param hand what else the trader holds back
 * @param services signs of life of all that are in Redis
 * @param turns which instances of them act, and which stand by
 * @param limits how far it is from the limits that stop it
 * @param liquidations at which prices the exchange would take the positions over
 * @param settings what the services run with
 * @param unlisted why the set of open positions cannot be read, if it cannot: then nothing is known
 *     of positions
 * @param unnamed members of the set of open positions that are no symbols
 * @param withheld keys that this user may not read
 */
public record Account(
    long readAtMillis,
    KillSwitchReading kill,
    HandReading hand,
    Map<SuiteService, Found<HealthRecord>> services,
    Turns turns,
    Found<LimitsRecord> limits,
    Found<Liquidations> liquidations,
    ServiceSettings settings,
    List<Holding> holdings,
    Optional<String> unlisted,
    List<String> unnamed,
    List<GroupProgress> groups,
    List<String> withheld) {
  public Account {
    services = Collections.unmodifiableMap(new EnumMap<>(services));
    holdings = List.copyOf(holdings);
    unnamed = List.copyOf(unnamed);
    groups = List.copyOf(groups);
    withheld = List.copyOf(withheld);
  }

  /** Where the exchange would take a position over; empty where it did not say so lately. */
  public Optional<Price> liquidation(OpenPosition open) {
    return liquidations
        .value()
        .flatMap(told -> told.of(open.position().symbol(), open.position().side(), readAtMillis));
  }

  /** Its sign of life; empty if there is none that can be read. */
  public Optional<HealthRecord> health(SuiteService service) {
    return services.getOrDefault(service, Found.absent()).value();
  }
}
