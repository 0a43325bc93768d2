package quantum.account.judge;

import java.util.ArrayList;
import java.util.List;
import quantum.account.explain.Say;
import quantum.account.snapshot.Account;
import quantum.account.snapshot.HandReading;
import quantum.account.snapshot.Withheld;

/**
 * What the trader holds back beside the kill switch: a halt, pauses, an order to close everything.
 */
public final class HeldBack {
  private HeldBack() {}

  /** One finding on the halt at least. */
  public static List<Finding> of(Account account) {
    HandReading hand = account.hand();
    long now = account.readAtMillis();
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Withheld.is(hand.halt())
            ? Finding.unknown("halt", "this user may not read whether the account is halted")
            : hand.haltAt(now)
                .map(
                    halt ->
                        Finding.warn("halt", "no entry is executed: " + Say.halt("halted", halt))
                            .mendedBy("quantum resume"))
                .orElseGet(() -> Finding.pass("halt", "none: entries are executed")));
    hand.pausesAt(now)
        .forEach(
            (symbol, pause) ->
                findings.add(
                    Finding.warn(
                            "pause",
                            symbol
                                + " is neither entered nor harvested: "
                                + Say.halt("paused", pause))
                        .mendedBy("quantum unpause " + symbol)));
    hand.flatten()
        .value()
        .filter(order -> !order.isOver())
        .ifPresent(
            order ->
                findings.add(
                    Finding.fail(
                        "flatten",
                        "ordered by "
                            + order.by()
                            + " "
                            + Say.duration(now - order.sinceMillis())
                            + " ago and not done")));
    hand.flatten()
        .garbled()
        .filter(_ -> !Withheld.is(hand.flatten()))
        .ifPresent(
            why ->
                findings.add(
                    Finding.warn(
                        "flatten", "the order cannot be understood, nobody acts: " + why)));
    return findings;
  }
}
