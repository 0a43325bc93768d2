package quantum.account.snapshot;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import quantum.contracts.HealthRecord;
import quantum.contracts.LeaseRecord;
import quantum.runtime.snapshot.Found;

/**
 * Of each service, which instance acts, and which one waits to take its place.
 *
 * @param leases who acts; absent where it never said
 * @param standbys signs of life of those that wait
 */
public record Turns(
    Map<SuiteService, Found<LeaseRecord>> leases, Map<SuiteService, Found<HealthRecord>> standbys) {
  /** Beyond what the clocks of two machines may differ. */
  private static final long CLOCKS_DIFFER_MILLIS = 5_000;

  public Turns {
    leases = Collections.unmodifiableMap(new EnumMap<>(leases));
    standbys = Collections.unmodifiableMap(new EnumMap<>(standbys));
  }

  public Optional<HealthRecord> standby(SuiteService service) {
    return standbys.getOrDefault(service, Found.absent()).value();
  }

  public Optional<LeaseRecord> lease(SuiteService service) {
    return leases.getOrDefault(service, Found.absent()).value();
  }

  /** Whether it is known that no instance acts: the last one's lease was given back or ran out. */
  public boolean isNobody(SuiteService service, long nowMillis) {
    return lease(service).filter(it -> !it.isHeldAt(nowMillis - CLOCKS_DIFFER_MILLIS)).isPresent();
  }
}
