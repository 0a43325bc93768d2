package quantum.kernel.exit;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import quantum.kernel.exit.ExitDecision.CloseAll;
import quantum.kernel.exit.ExitDecision.Hold;
import quantum.kernel.exit.ExitDecision.TakeTarget;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.kill.KillRule;
import quantum.kernel.kill.KillVerdict;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.position.Position;
import quantum.kernel.theta.Theta;
import quantum.kernel.tranche.QuantityBasis;
import quantum.kernel.value.Price;

/**
 * When a position ends (SPEC §7, exitbrain): stop, kill score, target, age, in that order. A pure
 * function.
 *
 * @param theta tunables of R_net and the kill score
 * @param killRule when the kill score closes
 * @param targetMode what reaching a target does
 * @param maxAgeSec seconds after which a position is closed; 0 never
 */
public record ExitPolicy(Theta theta, KillRule killRule, TargetMode targetMode, long maxAgeSec) {

  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  /**
   * @throws IllegalArgumentException if the age is negative
   */
  public ExitPolicy {
    if (maxAgeSec < 0) {
      throw new IllegalArgumentException("max age must be >= 0 seconds, was " + maxAgeSec);
    }
  }

  /**
   * Decides about a position at a price.
   *
   * @param market what the market does, and what is usual
   * @param memory what the price before left of the kill score
   * @param terms how the stop is held against prices
   * @param beyond what the price before left of the stop
   * @param takenTargets {@code tp1} … {@code tp3} that count as done; one that is taken takes all
   *     nearer ones
   * @param nowMillis event time of the price, epoch milliseconds
   */
  public ExitAssessment decide(
      Position position,
      Price current,
      MarketConditions market,
      KillMemory memory,
      StopTerms terms,
      Optional<Beyond> beyond,
      Set<String> takenTargets,
      long nowMillis) {
    KillVerdict kill = killRule.judge(position, market, memory, nowMillis, theta);
    StopVerdict stop = judgeStop(position, current, terms, beyond, nowMillis);
    return new ExitAssessment(
        position.netR(current, theta).multiple(),
        kill,
        stop.beyond(),
        decision(position, current, stop, kill.closes(), takenTargets, nowMillis));
  }

  /**
   * @param why what holds where nothing else is due
   */
  private record StopVerdict(boolean hit, Optional<Beyond> beyond, HoldReason why) {
    static StopVerdict stands(HoldReason why) {
      return new StopVerdict(false, Optional.empty(), why);
    }
  }

  private static StopVerdict judgeStop(
      Position position, Price current, StopTerms terms, Optional<Beyond> before, long nowMillis) {
    if (position.stop().isEmpty()) {
      return StopVerdict.stands(HoldReason.NO_STOP);
    }
    Price stop = position.stop().get();
    if (!isAtOrBehind(position, current, stop)) {
      return StopVerdict.stands(HoldReason.WITHIN_LEVELS);
    }
    if (terms.isYoungerThan(nowMillis)) {
      return StopVerdict.stands(HoldReason.PRICE_BEFORE_STOP);
    }
    // a recording that began anew lies before what was counted
    Beyond beyond =
        before
            .filter(since -> since.stop().equals(stop) && since.sinceMillis() <= nowMillis)
            .orElse(new Beyond(stop, nowMillis));
    return new StopVerdict(
        nowMillis - beyond.sinceMillis() >= terms.graceMillis(),
        Optional.of(beyond),
        HoldReason.STOP_AT_EXCHANGE);
  }

  private ExitDecision decision(
      Position position,
      Price current,
      StopVerdict stop,
      boolean kills,
      Set<String> taken,
      long nowMillis) {
    if (nowMillis < position.openedAtMillis()) {
      return new Hold(HoldReason.PRICE_BEFORE_ENTRY);
    }
    if (stop.hit()) {
      return new CloseAll(ExitReason.STOP_HIT);
    }
    if (kills) {
      return new CloseAll(ExitReason.KILL_SCORE);
    }
    Optional<ExitDecision> target =
        switch (targetMode) {
          case OFF -> Optional.empty();
          case SCHEME -> scheme(position, current, taken);
          case FULL ->
              position
                  .takeProfit()
                  .filter(level -> isReached(position, current, level))
                  .map(level -> new CloseAll(ExitReason.TARGET_HIT));
        };
    if (target.isPresent()) {
      return target.get();
    }
    if (maxAgeSec > 0 && position.ageSec(nowMillis) >= maxAgeSec) {
      return new CloseAll(ExitReason.MAX_AGE);
    }
    return new Hold(stop.why());
  }

  /**
   * The highest target reached that is not taken. Targets that the price jumped over are closed
   * with it, as resting orders at them would have been.
   */
  private static Optional<ExitDecision> scheme(
      Position position, Price current, Set<String> taken) {
    List<BigDecimal> fractions = position.scheme();
    int targets = Math.min(position.targets().size(), fractions.size());
    for (int i = targets - 1; i >= 0 && !taken.contains(name(i)); i--) {
      if (isReached(position, current, position.targets().get(i))) {
        return Optional.of(new TakeTarget(name(i), percentOfOpen(position, i, taken)));
      }
    }
    return Optional.empty();
  }

  private static BigDecimal percentOfOpen(Position position, int reached, Set<String> taken) {
    List<BigDecimal> fractions = position.scheme();
    BigDecimal due = BigDecimal.ZERO;
    for (int i = reached; i >= 0 && !taken.contains(name(i)); i--) {
      due = due.add(fractions.get(i));
    }
    BigDecimal upToHere =
        fractions.subList(0, reached + 1).stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    // the fractions together are the whole, so nothing may be left by rounding
    return upToHere.compareTo(BigDecimal.ONE) == 0
        ? HUNDRED
        : QuantityBasis.INITIAL.percentOfOpen(
            due.multiply(HUNDRED), position.initialQty(), position.qty());
  }

  private static String name(int index) {
    return "tp" + (index + 1);
  }

  private static boolean isAtOrBehind(Position position, Price current, Price stop) {
    return !position.side().isBetter(current.value(), stop.value());
  }

  private static boolean isReached(Position position, Price current, Price target) {
    return !position.side().isBetter(target.value(), current.value());
  }
}
