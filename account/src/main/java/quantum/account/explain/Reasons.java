package quantum.account.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import quantum.account.explain.Reason.Code;
import quantum.account.snapshot.Snapshot;
import quantum.contracts.Evaluation;
import quantum.kernel.harvest.HarvestAssessment;
import quantum.kernel.position.Position;

/** Why nothing happens now, the reason to look at first in front; or what is due. */
final class Reasons {
  /** A price is on its way to harvest-brain for this long at most. */
  private static final long ON_ITS_WAY_MILLIS = 5_000;

  private final Snapshot snapshot;
  private final List<Reason> reasons = new ArrayList<>();

  private Reasons(Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  static List<Reason> withoutPrice(
      Snapshot snapshot, Optional<PriceNow> price, MarketNow market, HarvestTerms terms) {
    Reasons all = new Reasons(snapshot);
    all.position();
    all.reasons.addAll(Obstacles.of(snapshot, price, terms));
    if (price.isEmpty()) {
      all.add(Code.NO_PRICE, "no price is known: neither the ticker nor harvest-brain has one");
    }
    if (!snapshot.position().isAbsent()) {
      market.whyNeutral().map(NoKill::cannotClose).ifPresent(all.reasons::add);
    }
    return all.sorted();
  }

  static List<Reason> of(
      Snapshot snapshot,
      Position position,
      PriceNow price,
      MarketNow market,
      HarvestAssessment assessment,
      KillNow kill,
      List<Level> levels,
      HarvestTerms terms) {
    Reasons all = new Reasons(snapshot);
    all.position();
    all.reasons.addAll(Obstacles.of(snapshot, Optional.of(price), terms));
    all.evaluated(price);
    List<Reason> next =
        new NextStep(snapshot.evaluation().value(), position, price, levels, terms).of(assessment);
    all.reasons.addAll(next);
    boolean due = next.stream().anyMatch(reason -> reason.code() == Code.DUE);
    NoKill.of(position, market, kill, terms, due).ifPresent(all.reasons::add);
    return all.sorted();
  }

  private List<Reason> sorted() {
    reasons.sort(Comparator.comparing(Reason::code));
    return List.copyOf(reasons);
  }

  private void add(Code code, String text) {
    reasons.add(new Reason(code, text));
  }

  private void position() {
    if (snapshot.position().isAbsent()) {
      add(
          Code.NO_POSITION,
          "no position is open"
              + (snapshot.listedOpen() ? ", though the set of open positions names it" : "")
              + (snapshot.foreignPosition() ? "; another executor tells of one" : ""));
      reasons.addAll(NoEntry.of(snapshot));
    }
    snapshot
        .position()
        .garbled()
        .ifPresent(why -> add(Code.POSITION_UNREADABLE, "the position is unreadable: " + why));
    if (snapshot.position().garbled().isEmpty()) {
      snapshot
          .evaluation()
          .garbled()
          .ifPresent(
              why ->
                  add(
                      Code.POSITION_UNREADABLE,
                      "what was asked for is unreadable, so nothing more is asked for: " + why));
    }
  }

  private void evaluated(PriceNow price) {
    Optional<Evaluation> evaluation = snapshot.evaluation().value();
    if (evaluation.isEmpty()) {
      if (snapshot.evaluation().isAbsent()) {
        add(Code.NOT_EVALUATED, "harvest-brain has seen no price of this position yet");
      }
      return;
    }
    long behind = price.atMillis() - evaluation.get().lastUpdateMillis();
    if (behind > ON_ITS_WAY_MILLIS) {
      add(
          Code.NOT_EVALUATED,
          "harvest-brain's last evaluation is "
              + Say.duration(behind)
              + " behind the ticker: prices do not reach it");
    }
  }
}
