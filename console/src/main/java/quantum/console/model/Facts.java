package quantum.console.model;

import java.util.List;
import quantum.account.judge.Finding;
import quantum.account.snapshot.Account;

/**
 * What was read, typed: pages and whatever measures are made of it.
 *
 * @param positions everything that is open, by symbol
 * @param findings what is in order and what is not
 * @param events what was carried out, newest first
 */
public record Facts(
    Account account, List<Outlook> positions, List<Finding> findings, List<Event> events) {
  public Facts {
    positions = List.copyOf(positions);
    findings = List.copyOf(findings);
    events = List.copyOf(events);
  }
}
