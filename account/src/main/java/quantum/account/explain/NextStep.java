package quantum.account.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import quantum.account.explain.Level.State;
import quantum.account.explain.Reason.Code;
import quantum.contracts.Evaluation;
import quantum.kernel.harvest.HarvestAssessment;
import quantum.kernel.harvest.HarvestDecision;
import quantum.kernel.harvest.HarvestDecision.CloseAll;
import quantum.kernel.harvest.HarvestDecision.Harvest;
import quantum.kernel.harvest.HarvestDecision.Hold;
import quantum.kernel.harvest.HarvestDecision.MoveStop;
import quantum.kernel.harvest.HoldReason;
import quantum.kernel.position.Position;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Price;

/** What harvest-brain decides with the next fresh price, or why it decides nothing. */
final class NextStep {
  private final Optional<Evaluation> evaluation;
  private final Position position;
  private final PriceNow price;
  private final List<Level> levels;
  private final HarvestTerms terms;
  private final List<Reason> reasons = new ArrayList<>();

  /**
   * @param evaluation what it asked for before
   */
  NextStep(
      Optional<Evaluation> evaluation,
      Position position,
      PriceNow price,
      List<Level> levels,
      HarvestTerms terms) {
    this.evaluation = evaluation;
    this.position = position;
    this.price = price;
    this.levels = levels;
    this.terms = terms;
  }

  List<Reason> of(HarvestAssessment assessment) {
    stopReached();
    if (evaluation.filter(Evaluation::closeEmitted).isPresent()) {
      add(Code.CLOSE_UNRESOLVED, "a full close was asked for and has no result yet");
      return reasons;
    }
    for (HarvestDecision decision : assessment.decisions()) {
      switch (decision) {
        case Hold(var why) -> hold(why, assessment);
        case MoveStop move -> stopMove(move);
        case Harvest harvest -> harvest(harvest);
        case CloseAll(var score) -> closeAll(score.value());
      }
    }
    return reasons;
  }

  private void add(Code code, String text) {
    reasons.add(new Reason(code, text));
  }

  private void stopReached() {
    boolean reached =
        position.stop().isPresent()
            && !position
                .side()
                .isBetter(price.price().asDouble(), position.stop().get().asDouble());
    if (reached) {
      add(
          Code.STOP_REACHED,
          "the price is at or beyond the stop "
              + position.stop().get()
              + ": the exchange's stop or exitbrain closes it, not harvest-brain");
    }
  }

  private void hold(HoldReason why, HarvestAssessment assessment) {
    String r = Say.r(assessment.r().value());
    switch (why) {
      case PRICE_BEFORE_ENTRY ->
          add(Code.PRICE_BEFORE_ENTRY, "the last price is from before the position was opened");
      case BELOW_FIRST_LEVEL ->
          add(
              Code.BELOW_FIRST_LEVEL,
              "R "
                  + r
                  + " is below the first level"
                  + levels.stream()
                      .findFirst()
                      .map(l -> " " + Decimals.plain(l.r()) + away(l))
                      .orElse(""));
      case BELOW_MIN_R ->
          add(Code.BELOW_MIN_R, "R " + r + " is below HARVEST_MIN_R " + Say.number(terms.minR()));
      case LEVEL_UNRESOLVED ->
          add(
              Code.LEVEL_UNRESOLVED,
              "a level was asked for and has no result yet: "
                  + names(State.EMITTED)
                  + "; nothing at or below it fires");
      case LEVELS_TAKEN ->
          add(
              Code.LEVELS_TAKEN,
              "every level that R "
                  + r
                  + " reaches is taken"
                  + levels.stream()
                      .filter(l -> l.state() == State.WAITING)
                      .findFirst()
                      .map(l -> "; the next is " + Decimals.plain(l.r()) + away(l))
                      .orElse(", and there is no higher one"));
    }
  }

  private String away(Level level) {
    return level
        .price()
        .map(at -> " at " + at + " (" + Say.away(price.price(), at) + ")")
        .orElse("");
  }

  private String names(State state) {
    return String.join(
        ", ",
        levels.stream().filter(l -> l.state() == state).map(l -> Decimals.plain(l.r())).toList());
  }

  private void stopMove(MoveStop move) {
    Price stop = move.stop();
    long retryAt = evaluation.map(Evaluation::stopRetryAtMillis).orElse(0L);
    if (retryAt > price.atMillis()) {
      add(
          Code.STOP_RESTS,
          "the stop move to "
              + stop
              + " failed and rests for "
              + Say.duration(retryAt - price.atMillis()));
    } else {
      add(Code.DUE, "the next fresh price moves the stop to " + stop + " (" + move.why() + ")");
    }
  }

  private void harvest(Harvest harvest) {
    Optional<Level> blocked =
        levels.stream()
            .filter(l -> l.r().compareTo(harvest.level()) == 0 && l.state() == State.BLOCKED)
            .findFirst();
    if (blocked.isPresent()) {
      add(
          Code.LEVEL_BLOCKED,
          "level "
              + Decimals.plain(harvest.level())
              + " failed and rests until "
              + Say.time(blocked.get().blockedUntilMillis().orElseThrow()));
    } else {
      add(
          Code.DUE,
          "the next fresh price asks for "
              + harvest.step()
              + " at level "
              + Decimals.plain(harvest.level())
              + " ("
              + Say.number(harvest.percentOfOpen())
              + " % of what is open)");
    }
  }

  private void closeAll(double score) {
    long retryAt = evaluation.map(Evaluation::closeRetryAtMillis).orElse(0L);
    if (retryAt > price.atMillis()) {
      add(
          Code.CLOSE_RESTS,
          "the full close failed and rests for " + Say.duration(retryAt - price.atMillis()));
    } else {
      add(Code.DUE, "the next fresh price closes it whole: K " + Say.score(score));
    }
  }
}
