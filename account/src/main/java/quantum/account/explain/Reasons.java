package quantum.account.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import quantum.account.explain.Level.State;
import quantum.account.explain.Reason.Code;
import quantum.account.snapshot.GroupProgress;
import quantum.account.snapshot.InflightPlan;
import quantum.account.snapshot.ServiceSign;
import quantum.account.snapshot.Snapshot;
import quantum.account.snapshot.SuiteService;
import quantum.account.snapshot.Withheld;
import quantum.contracts.Cooldown;
import quantum.contracts.Evaluation;
import quantum.contracts.HealthRecord;
import quantum.kernel.harvest.HarvestAssessment;
import quantum.kernel.harvest.HarvestDecision;
import quantum.kernel.harvest.HarvestDecision.CloseAll;
import quantum.kernel.harvest.HarvestDecision.Harvest;
import quantum.kernel.harvest.HarvestDecision.Hold;
import quantum.kernel.harvest.HarvestDecision.MoveStop;
import quantum.kernel.kill.KillReference;
import quantum.kernel.kill.KillScore;
import quantum.kernel.kill.KillStanding;
import quantum.kernel.position.Position;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Price;
import quantum.runtime.snapshot.Found;

/** Why nothing happens now, the reason to look at first in front; or what is due. */
final class Reasons {
  /** Entries a group may have in work without being behind: one batch. */
  private static final long IN_WORK = 500;

  /** A price is on its way to harvest-brain for this long at most. */
  private static final long ON_ITS_WAY_MILLIS = 5_000;

  private final Snapshot snapshot;
  private final HarvestTerms terms;
  private final List<Reason> reasons = new ArrayList<>();

  private Reasons(Snapshot snapshot, HarvestTerms terms) {
    this.snapshot = snapshot;
    this.terms = terms;
  }

  static List<Reason> withoutPrice(
      Snapshot snapshot, Optional<PriceNow> price, MarketNow market, HarvestTerms terms) {
    Reasons all = new Reasons(snapshot, terms);
    all.position();
    all.whole(price);
    if (price.isEmpty()) {
      all.add(Code.NO_PRICE, "no price is known: neither the ticker nor harvest-brain has one");
    }
    if (!snapshot.position().isAbsent()) {
      market.whyNeutral().ifPresent(all::killCannotClose);
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
    Reasons all = new Reasons(snapshot, terms);
    all.position();
    all.whole(Optional.of(price));
    all.evaluated(price);
    all.decisions(position, price, assessment, levels);
    all.kill(position, market, kill);
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

  /** What holds back everything, whatever the position. */
  private void whole(Optional<PriceNow> price) {
    if (!snapshot.withheld().isEmpty()) {
      add(
          Code.CANNOT_TELL,
          "this Redis user may not read "
              + String.join(", ", snapshot.withheld())
              + ": what follows from it is unknown");
    }
    switch (snapshot.killed()) {
      case ON ->
          add(
              Code.KILL_SWITCH,
              "the kill switch is on: no harvest is published, no entry executed");
      case OFF, UNKNOWN -> {} // what cannot be read is said above
    }
    Optional.ofNullable(
            snapshot.hand().pausesAt(snapshot.readAtMillis()).get(snapshot.symbol().name()))
        .ifPresent(
            pause ->
                add(
                    Code.PAUSED,
                    "no entry and no harvest, its stop acts: " + Say.halt("paused", pause)));
    snapshot.services().stream().filter(ServiceSign::needed).forEach(this::service);
    snapshot.groups().forEach(this::group);
    snapshot.inflight().forEach(this::inflight);
    if (snapshot.cooldown() instanceof Found.Known<Cooldown>(Cooldown cooldown)
        && snapshot.position().isAbsent()) {
      long now = price.map(PriceNow::atMillis).orElse(snapshot.readAtMillis());
      if (cooldown.covers(now)) {
        add(Code.COOLDOWN, "no new entry " + Say.cooldown(cooldown, now));
      }
    }
    snapshot
        .ticker()
        .garbled()
        .ifPresent(why -> add(Code.NO_PRICE, "the ticker is unreadable: " + why));
    price.ifPresent(this::stale);
    if (!terms.live()
        && !snapshot.position().isAbsent()
        && !snapshot.health(SuiteService.HARVEST_BRAIN).isAbsent()) {
      add(Code.MODE_SHADOW, "harvest-brain is in shadow: it suggests, and nothing is executed");
    }
  }

  private void stale(PriceNow price) {
    long age = snapshot.readAtMillis() - price.atMillis();
    if (terms.freshMillis() > 0 && age > terms.freshMillis()) {
      add(
          Code.PRICE_STALE,
          "the last price is "
              + Say.duration(age)
              + " old by the wall clock, a decision needs one of the last "
              + Say.duration(terms.freshMillis()));
    }
  }

  private void service(ServiceSign sign) {
    switch (sign.health()) {
      case Found.Absent<HealthRecord> none ->
          add(Code.SERVICE_DOWN, sign.service() + " gives no sign of life");
      case Found.Garbled<HealthRecord>(String why) -> {
        if (!Withheld.is(sign.health())) {
          add(Code.SERVICE_DOWN, sign.service() + " says nothing readable: " + why);
        }
      }
      case Found.Known<HealthRecord>(HealthRecord health) -> {
        if (!health.state().equals("running")) {
          add(Code.SERVICE_DOWN, sign.service() + " is " + health.inWords());
        }
      }
    }
  }

  private void group(GroupProgress group) {
    if (!group.exists()) {
      return; // without its service there is no group; with it, it makes one
    }
    long behind = group.lag().orElse(0);
    if (behind > IN_WORK || group.pending() > IN_WORK) {
      add(
          Code.GROUP_BEHIND,
          group.service()
              + " is behind on "
              + group.stream()
              + ": lag "
              + behind
              + ", pending "
              + group.pending());
    }
  }

  private void inflight(InflightPlan plan) {
    add(
        Code.IN_FLIGHT,
        "plan "
            + plan.planId()
            + " ("
            + plan.inflight().action()
            + " "
            + plan.inflight().qty()
            + ") was sent "
            + Say.duration(snapshot.readAtMillis() - plan.inflight().sentAtMillis())
            + " ago and has no result yet");
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

  private void decisions(
      Position position, PriceNow price, HarvestAssessment assessment, List<Level> levels) {
    Optional<Evaluation> evaluation = snapshot.evaluation().value();
    boolean stopReached =
        position.stop().isPresent()
            && !position
                .side()
                .isBetter(price.price().asDouble(), position.stop().get().asDouble());
    if (stopReached) {
      add(
          Code.STOP_REACHED,
          "the price is at or beyond the stop "
              + position.stop().get()
              + ": the exchange's stop or exitbrain closes it, not harvest-brain");
    }
    if (evaluation.filter(Evaluation::closeEmitted).isPresent()) {
      add(Code.CLOSE_UNRESOLVED, "a full close was asked for and has no result yet");
      return;
    }
    for (HarvestDecision decision : assessment.decisions()) {
      switch (decision) {
        case Hold(var why) -> hold(why, assessment, price, levels);
        case MoveStop move -> stopMove(move, evaluation, price);
        case Harvest harvest -> harvest(harvest, levels);
        case CloseAll(var score) -> closeAll(evaluation, price, score.value());
      }
    }
  }

  private void hold(
      quantum.kernel.harvest.HoldReason why,
      HarvestAssessment assessment,
      PriceNow price,
      List<Level> levels) {
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
                      .map(l -> " " + Decimals.plain(l.r()) + away(l, price))
                      .orElse(""));
      case BELOW_MIN_R ->
          add(Code.BELOW_MIN_R, "R " + r + " is below HARVEST_MIN_R " + Say.number(terms.minR()));
      case LEVEL_UNRESOLVED ->
          add(
              Code.LEVEL_UNRESOLVED,
              "a level was asked for and has no result yet: "
                  + names(levels, State.EMITTED)
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
                      .map(l -> "; the next is " + Decimals.plain(l.r()) + away(l, price))
                      .orElse(", and there is no higher one"));
    }
  }

  private static String away(Level level, PriceNow price) {
    return level
        .price()
        .map(at -> " at " + at + " (" + Say.away(price.price(), at) + ")")
        .orElse("");
  }

  private static String names(List<Level> levels, State state) {
    return String.join(
        ", ",
        levels.stream().filter(l -> l.state() == state).map(l -> Decimals.plain(l.r())).toList());
  }

  private void stopMove(MoveStop move, Optional<Evaluation> evaluation, PriceNow price) {
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

  private void harvest(Harvest harvest, List<Level> levels) {
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

  private void closeAll(Optional<Evaluation> evaluation, PriceNow price, double score) {
    long retryAt = evaluation.map(Evaluation::closeRetryAtMillis).orElse(0L);
    if (retryAt > price.atMillis()) {
      add(
          Code.CLOSE_RESTS,
          "the full close failed and rests for " + Say.duration(retryAt - price.atMillis()));
    } else {
      add(Code.DUE, "the next fresh price closes it whole: K " + Say.score(score));
    }
  }

  private void kill(Position position, MarketNow market, KillNow kill) {
    KillStanding standing = kill.verdict().standing();
    if (standing == KillStanding.CLOSES) {
      return; // the decision says so
    }
    if (terms.kill().reference() == KillReference.OFF) {
      killCannotClose("KILL_REFERENCE is off");
    } else if (market.whyNeutral().isPresent()) {
      killCannotClose(market.whyNeutral().get());
    } else if (terms.kill().reference() == KillReference.ADAPTIVE
        && market.used().usual().isEmpty()) {
      killCannotClose("market-state has no references for the symbol yet");
    } else {
      held(standing, position, kill);
    }
  }

  private void held(KillStanding standing, Position position, KillNow kill) {
    KillScore k = kill.verdict().score();
    String atThreshold = "K " + Say.score(k.value()) + " is at its threshold";
    switch (standing) {
      case CLOSES, BEFORE_ENTRY, SHOWN_ONLY -> {} // said by the decision, the price, the setting
      case BELOW_THRESHOLD -> {
        if (reasons.stream().noneMatch(r -> r.code() == Code.DUE)) {
          add(
              Code.KILL_BELOW_THRESHOLD,
              "K " + Say.score(k.value()) + " is below its threshold " + Say.score(k.threshold()));
        }
      }
      case CONFIRMING ->
          add(
              Code.KILL_NOT_CONFIRMED,
              atThreshold
                  + " and closes if it stays there for another "
                  + Say.duration(kill.confirmLeftMillis().orElse(0L))
                  + kill.direction().map(d -> besides(position, d)).orElse(""));
      case MARKET_NOT_AGAINST ->
          add(
              Code.KILL_MARKET_NOT_AGAINST,
              atThreshold
                  + " and confirmed, but the market is not against the position: "
                  + kill.direction().map(Reasons::drift).orElse(""));
      case STOP_IN_PROFIT ->
          add(
              Code.KILL_STOP_IN_PROFIT,
              atThreshold + " and confirmed, but " + inProfit(position) + ": nothing to protect");
    }
  }

  /** What will keep it from closing once it is confirmed, as things stand. */
  private static String besides(Position position, KillNow.Direction direction) {
    if (!direction.marketAgainst()) {
      return ", and if the market is against it by then: " + drift(direction);
    }
    return direction.stopInProfit() ? ", which it will not while " + inProfit(position) : "";
  }

  private static String drift(KillNow.Direction direction) {
    return (direction.drift().isPresent()
            ? "drift " + Say.number(direction.drift().getAsDouble())
            : "no drift is known")
        + ", against it from "
        + Say.number(direction.against())
        + (direction.fromAbove() ? " down" : " up");
  }

  private static String inProfit(Position position) {
    return "the stop "
        + position.stop().map(Object::toString).orElse("-")
        + " stands at the entry or beyond";
  }

  private void killCannotClose(String why) {
    add(Code.KILL_CANNOT_CLOSE, "the kill score does not count: " + why);
  }
}
