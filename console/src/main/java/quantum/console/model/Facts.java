package quantum.console.model;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import quantum.account.judge.Finding;
import quantum.account.snapshot.Account;

/**
 * What was read, typed: pages and whatever measures are made of it.
 *
 * @param positions everything that is open, by symbol
 * @param findings what is in order and what is not
 * @param events what was carried out, newest first
 * @param closedNet what the closed positions that are kept came to, USD after costs; empty where
 *     that cannot be told
 */
public record Facts(
    Account account,
    List<Outlook> positions,
    List<Finding> findings,
    List<Event> events,
    Optional<BigDecimal> closedNet) {
  public Facts {
    positions = List.copyOf(positions);
    findings = List.copyOf(findings);
    events = List.copyOf(events);
  }
}
