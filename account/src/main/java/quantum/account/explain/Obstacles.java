package quantum.account.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import quantum.account.explain.Reason.Code;
import quantum.account.snapshot.GroupProgress;
import quantum.account.snapshot.InflightPlan;
import quantum.account.snapshot.ServiceSign;
import quantum.account.snapshot.Snapshot;
import quantum.account.snapshot.SuiteService;
import quantum.account.snapshot.Withheld;
import quantum.contracts.Cooldown;
import quantum.contracts.HealthRecord;
import quantum.runtime.snapshot.Found;

/** What holds back everything, whatever the position is like. */
final class Obstacles {
  /** Entries a group may have in work without being behind: one batch. */
  private static final long IN_WORK = 500;

  private final Snapshot snapshot;
  private final HarvestTerms terms;
  private final List<Reason> reasons = new ArrayList<>();

  private Obstacles(Snapshot snapshot, HarvestTerms terms) {
    this.snapshot = snapshot;
    this.terms = terms;
  }

  static List<Reason> of(Snapshot snapshot, Optional<PriceNow> price, HarvestTerms terms) {
    Obstacles all = new Obstacles(snapshot, terms);
    all.withheld();
    all.killSwitch();
    all.paused();
    snapshot.services().stream().filter(ServiceSign::needed).forEach(all::service);
    snapshot.groups().forEach(all::group);
    snapshot.inflight().forEach(all::inflight);
    all.cooldown(price);
    all.price(price);
    all.shadow();
    return all.reasons;
  }

  private void add(Code code, String text) {
    reasons.add(new Reason(code, text));
  }

  /** What cannot be read is unknown, never in order. */
  private void withheld() {
    if (!snapshot.withheld().isEmpty()) {
      add(
          Code.CANNOT_TELL,
          "this Redis user may not read "
              + String.join(", ", snapshot.withheld())
              + ": what follows from it is unknown");
    }
  }

  private void killSwitch() {
    switch (snapshot.killed()) {
      case ON ->
          add(
              Code.KILL_SWITCH,
              "the kill switch is on: no harvest is published, no entry executed");
      case OFF, UNKNOWN -> {} // what cannot be read is said above
    }
  }

  private void paused() {
    Optional.ofNullable(
            snapshot.hand().pausesAt(snapshot.readAtMillis()).get(snapshot.symbol().name()))
        .ifPresent(
            pause ->
                add(
                    Code.PAUSED,
                    "no entry and no harvest, its stop acts: " + Say.halt("paused", pause)));
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

  private void cooldown(Optional<PriceNow> price) {
    if (snapshot.cooldown() instanceof Found.Known<Cooldown>(Cooldown cooldown)
        && snapshot.position().isAbsent()) {
      long now = price.map(PriceNow::atMillis).orElse(snapshot.readAtMillis());
      if (cooldown.covers(now)) {
        add(Code.COOLDOWN, "no new entry " + Say.cooldown(cooldown, now));
      }
    }
  }

  private void price(Optional<PriceNow> price) {
    snapshot
        .ticker()
        .garbled()
        .ifPresent(why -> add(Code.NO_PRICE, "the ticker is unreadable: " + why));
    price.ifPresent(this::stale);
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

  private void shadow() {
    if (!terms.live()
        && !snapshot.position().isAbsent()
        && !snapshot.health(SuiteService.HARVEST_BRAIN).isAbsent()) {
      add(Code.MODE_SHADOW, "harvest-brain is in shadow: it suggests, and nothing is executed");
    }
  }
}
