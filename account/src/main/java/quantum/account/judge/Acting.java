package quantum.account.judge;

import java.util.List;
import java.util.Optional;
import quantum.account.snapshot.Account;
import quantum.account.snapshot.SuiteService;
import quantum.contracts.HealthRecord;

/**
 * Whether of each service that is there one instance acts. One that acts and one that stands by is
 * as it should be; one that stands by alone is not, and with a position open it is a fault.
 */
public final class Acting {
  private static final String STOPPING = "stopping";

  private Acting() {}

  public static List<Finding> of(Account account) {
    return SuiteService.inRedis().stream()
        .flatMap(service -> finding(account, service).stream())
        .toList();
  }

  private static Optional<Finding> finding(Account account, SuiteService service) {
    Optional<HealthRecord> standby = account.turns().standby(service);
    boolean alive = account.health(service).filter(it -> !it.state().equals(STOPPING)).isPresent();
    if (account.turns().isNobody(service, account.readAtMillis())) {
      if (standby.isPresent()) {
        return Optional.of(
            nobody(account, service, "an instance of " + service.id() + " stands by, nobody acts"));
      }
      return alive
          ? Optional.of(
              nobody(
                  account,
                  service,
                  "nobody acts as "
                      + service.id()
                      + ": its lease has run out, see what it waits"
                      + " for"))
          : Optional.empty();
    }
    return standby.map(
        waits ->
            Finding.info(
                service.id(), "a second " + service.id() + " stands by: " + waits.reason()));
  }

  private static Finding nobody(Account account, SuiteService service, String says) {
    Finding found =
        account.holdings().isEmpty()
            ? Finding.warn(service.id(), says)
            : Finding.fail(service.id(), says);
    return found.mendedBy("journalctl -u " + service.unit() + " -n 20");
  }
}
