package quantum.apply.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.decide.Plans.RULES;
import static quantum.apply.decide.Plans.T0;
import static quantum.apply.decide.Plans.entry;
import static quantum.apply.decide.Plans.open;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.apply.venue.AccountWorth;
import quantum.apply.venue.MarginMode;
import quantum.apply.venue.MarginTiers;
import quantum.apply.venue.SymbolRules;
import quantum.contracts.ApplyPlan;
import quantum.contracts.Cooldown;
import quantum.contracts.Halt;
import quantum.contracts.SkipReason;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;

class EntryGatesTest {
  private static final EntryRules STRICT =
      new EntryRules(
          false, Set.of(Plans.BTC), false, 60_000, 3, new BigDecimal("2000"), 10, BigDecimal.ZERO);

  /** Facts that let everything through; each test spoils one. */
  private static EntryFacts facts() {
    return new EntryFacts(
        false,
        Optional.empty(),
        Optional.empty(),
        T0,
        T0 + 1_000,
        0,
        Optional.empty(),
        Optional.of(RULES));
  }

  private static SkipReason codeOf(ApplyPlan.Entry plan, EntryFacts facts, EntryRules rules) {
    return ((Skip) EntryGates.check(plan, facts, rules)).code();
  }

  @Test
  void everythingInOrder_orderIsFlooredToTheStep() {
    assertThat(EntryGates.check(entry(), facts(), STRICT))
        .isInstanceOfSatisfying(
            EntryVerdict.Go.class,
            go -> assertThat(go.qty()).isEqualByComparingTo(Quantity.of("0.01")));
  }

  @Test
  void emptyAllowlist_opensNothing() {
    EntryRules closed =
        new EntryRules(false, Set.of(), false, 0, 0, BigDecimal.ZERO, 0, BigDecimal.ZERO);
    assertThat(codeOf(entry(), facts(), closed)).isEqualTo(SkipReason.SKIP_NOT_ALLOWED);
  }

  @Test
  void severalGatesClosed_firstInTheOrderOfTheSpecificationAnswers() {
    EntryRules halted =
        new EntryRules(true, Set.of(), true, 60_000, 1, BigDecimal.ONE, 1, BigDecimal.ZERO);
    Optional<Cooldown> cooling = Optional.of(new Cooldown(T0));
    EntryFacts worst =
        new EntryFacts(
            true,
            Optional.of(open().position()),
            cooling,
            T0,
            T0 + 3_600_000,
            5,
            Optional.empty(),
            Optional.empty());
    ApplyPlan.Entry plan = entry();
    assertThat(codeOf(plan, worst, halted)).isEqualTo(SkipReason.SKIP_KILL_SWITCH);
    EntryFacts alive = with(worst, false, worst.open(), cooling, worst.wallMillis(), 5);
    assertThat(codeOf(plan, alive, halted)).isEqualTo(SkipReason.SKIP_HALT);
    EntryRules going =
        new EntryRules(true, Set.of(), false, 60_000, 1, BigDecimal.ONE, 1, BigDecimal.ZERO);
    assertThat(codeOf(plan, alive, going)).isEqualTo(SkipReason.SKIP_OPEN_DUPLICATE);
    EntryFacts flat = with(alive, false, Optional.empty(), cooling, alive.wallMillis(), 5);
    assertThat(codeOf(plan, flat, going)).isEqualTo(SkipReason.SKIP_OPEN_COOLDOWN);
    EntryFacts warm = with(flat, false, Optional.empty(), Optional.empty(), flat.wallMillis(), 5);
    assertThat(codeOf(plan, warm, going)).isEqualTo(SkipReason.SKIP_STALE_ENTRY);
    EntryFacts fresh = with(warm, false, Optional.empty(), Optional.empty(), T0, 5);
    assertThat(codeOf(plan, fresh, going)).isEqualTo(SkipReason.SKIP_MAX_POSITIONS);
    EntryFacts alone = with(fresh, false, Optional.empty(), Optional.empty(), T0, 0);
    assertThat(codeOf(plan, alone, going)).isEqualTo(SkipReason.SKIP_MAX_NOTIONAL);
    EntryRules rich =
        new EntryRules(true, Set.of(), false, 0, 1, BigDecimal.ZERO, 1, BigDecimal.ZERO);
    assertThat(codeOf(plan, alone, rich)).isEqualTo(SkipReason.SKIP_MAX_LEVERAGE);
    assertThat(codeOf(plan, alone, EntryRules.UNLIMITED)).isEqualTo(SkipReason.SKIP_INPUTS);
  }

  @Test
  void haltAndPause_areInForceForEntries_andSayWhoAndWhy() {
    Halt halt = new Halt("news", 0, "ann@desk quantum halt", OptionalLong.empty(), Halt.ACCOUNT);
    Halt pause = new Halt("", 0, "ann@desk quantum pause", OptionalLong.empty(), "BTCUSDT");
    EntryFacts both = held(new Held(false, Optional.of(halt), Optional.of(pause)));
    EntryFacts paused = held(new Held(false, Optional.empty(), Optional.of(pause)));
    assertThat(EntryGates.check(entry(), both, STRICT))
        .isEqualTo(new Skip(SkipReason.SKIP_HALTED, "news, by ann@desk quantum halt"));
    assertThat(EntryGates.check(entry(), paused, STRICT))
        .isEqualTo(new Skip(SkipReason.SKIP_PAUSED, "by ann@desk quantum pause"));
  }

  private static EntryFacts held(Held held) {
    EntryFacts f = facts();
    return new EntryFacts(
        held,
        f.open(),
        f.foreign(),
        f.cooldown(),
        f.planInStreamMillis(),
        f.wallMillis(),
        f.otherPositions(),
        f.mark(),
        f.rules(),
        f.margin());
  }

  private static EntryFacts with(
      EntryFacts f,
      boolean killed,
      Optional<quantum.kernel.position.Position> open,
      Optional<Cooldown> cooldown,
      long wall,
      int others) {
    return new EntryFacts(
        killed, open, cooldown, f.planInStreamMillis(), wall, others, f.mark(), f.rules());
  }

  @Test
  void otherSideOpen_isOpposite_andTheDetailShowsIt() {
    EntryFacts held =
        with(
            facts(),
            false,
            Optional.of(open("side", "SHORT", "qty", "13.84", "initial_qty", "13.84").position()),
            Optional.empty(),
            T0,
            0);
    assertThat(EntryGates.check(entry(), held, STRICT))
        .isEqualTo(new Skip(SkipReason.SKIP_OPEN_OPPOSITE, "SHORT, qty=13.84"));
  }

  @Test
  void age_isThatOfTheOlderTime() {
    ApplyPlan.Entry plan = entry();
    EntryFacts oldInStream =
        new EntryFacts(
            false,
            Optional.empty(),
            Optional.empty(),
            T0 - 60_001,
            T0,
            0,
            Optional.empty(),
            Optional.of(RULES));
    assertThat(codeOf(plan, oldInStream, STRICT)).isEqualTo(SkipReason.SKIP_STALE_ENTRY);
    EntryFacts oldDecision = with(facts(), false, Optional.empty(), Optional.empty(), T0, 0);
    ApplyPlan.Entry earlier = entry("timestamp", Long.toString(T0 / 1000 - 61));
    assertThat(codeOf(earlier, oldDecision, STRICT)).isEqualTo(SkipReason.SKIP_STALE_ENTRY);
    assertThat(EntryGates.check(earlier, oldDecision, EntryRules.UNLIMITED))
        .isInstanceOf(EntryVerdict.Go.class);
  }

  @Test
  void cooldown_isJudgedByEventTime() {
    EntryFacts cooling =
        with(facts(), false, Optional.empty(), Optional.of(new Cooldown(T0 - 179_999)), T0, 0);
    EntryFacts cooled =
        with(facts(), false, Optional.empty(), Optional.of(new Cooldown(T0 - 180_000)), T0, 0);
    assertThat(codeOf(entry(), cooling, STRICT)).isEqualTo(SkipReason.SKIP_OPEN_COOLDOWN);
    assertThat(EntryGates.check(entry(), cooled, STRICT)).isInstanceOf(EntryVerdict.Go.class);
  }

  @ParameterizedTest
  @CsvSource({"60000,false", "60001,true"})
  void age_exactlyAtTheLimit_isFresh(long ageMillis, boolean stale) {
    EntryFacts later = with(facts(), false, Optional.empty(), Optional.empty(), T0 + ageMillis, 0);
    if (stale) {
      assertThat(EntryGates.check(entry(), later, STRICT))
          .isEqualTo(new Skip(SkipReason.SKIP_STALE_ENTRY, "age=60s"));
    } else {
      assertGoes(entry(), later, STRICT);
    }
  }

  /** Five seconds is what clocks may differ by. */
  @ParameterizedTest
  @CsvSource({"5000,false", "5001,true", "3600000,true"})
  void planStampedAheadOfTheClock_isStale_unlessTheAgeIsNotAsked(long aheadMillis, boolean stale) {
    EntryFacts earlier =
        with(facts(), false, Optional.empty(), Optional.empty(), T0 - aheadMillis, 0);
    if (stale) {
      assertThat(EntryGates.check(entry(), earlier, STRICT))
          .isEqualTo(
              new Skip(
                  SkipReason.SKIP_STALE_ENTRY,
                  "stamped " + aheadMillis / 1000 + "s ahead of the clock"));
    } else {
      assertGoes(entry(), earlier, STRICT);
    }
    assertGoes(entry(), earlier, EntryRules.UNLIMITED);
  }

  @Test
  void otherPositions_areCountedUpToTheLimit_whichCountsThisOneToo() {
    assertGoes(entry(), with(facts(), false, Optional.empty(), Optional.empty(), T0, 2), STRICT);
    EntryFacts full = with(facts(), false, Optional.empty(), Optional.empty(), T0, 3);
    assertThat(EntryGates.check(entry(), full, STRICT))
        .isEqualTo(new Skip(SkipReason.SKIP_MAX_POSITIONS, "3 of 3"));
    assertGoes(entry(), full, EntryRules.UNLIMITED);
  }

  /** 0.0109 at 100000 is 1090; the mark of 190000 makes it 2071. */
  @Test
  void notional_takesTheDearerPrice_andMayBeExactlyTheLimit() {
    EntryRules limit = limits("1090", 0, "0");
    assertGoes(entry(), facts(), limit);
    assertGoes(entry(), marked("90000"), limit);
    assertThat(codeOf(entry(), marked("190000"), STRICT)).isEqualTo(SkipReason.SKIP_MAX_NOTIONAL);
    assertThat(EntryGates.check(entry(), marked("90000"), limits("1089.99", 0, "0")))
        .isEqualTo(new Skip(SkipReason.SKIP_MAX_NOTIONAL, "1090 of 1089.99"));
  }

  @Test
  void leverage_mayBeExactlyTheLimit() {
    assertGoes(entry("leverage", "10"), facts(), STRICT);
    assertThat(EntryGates.check(entry("leverage", "11"), facts(), STRICT))
        .isEqualTo(new Skip(SkipReason.SKIP_MAX_LEVERAGE, "11 of 10"));
    assertGoes(entry("leverage", "11"), facts(), EntryRules.UNLIMITED);
  }

  /** A percent of the mark, on either side of it: 105 and 95 are 5 % from 100. */
  @ParameterizedTest
  @CsvSource({"105,true", "95,true", "105.01,false", "94.99,false"})
  void entryPrice_mayBeExactlyTheLimitFromTheMark(String price, boolean allowed) {
    ApplyPlan.Entry plan = entry("entry_price", price, "qty", "1");
    EntryRules limit = limits("0", 0, "5");
    if (allowed) {
      assertGoes(plan, marked("100"), limit);
    } else {
      assertThat(EntryGates.check(plan, marked("100"), limit))
          .isEqualTo(
              new Skip(
                  SkipReason.SKIP_INPUTS,
                  "entry_price "
                      + price
                      + " is 5.01 % from the mark price 100,"
                      + " allowed are ENTRY_MAX_DEVIATION_PCT=5"));
    }
    assertGoes(plan, marked("1"), EntryRules.UNLIMITED);
    assertGoes(plan, facts(), limit); // nobody knows the mark
  }

  @Test
  void mark_isAskedForOnlyWhereALimitNeedsIt() {
    assertThat(EntryRules.UNLIMITED.needMark()).isFalse();
    assertThat(limits("2000", 0, "0").needMark()).isTrue();
    assertThat(limits("0", 0, "5").needMark()).isTrue();
    assertThat(limits("0", 10, "0").needMark()).isFalse();
  }

  @Test
  void quantity_mayBeExactlyTheLargestOrder() {
    assertGoes(entry("qty", "120"), facts(), EntryRules.UNLIMITED);
    assertThat(EntryGates.check(entry("qty", "120.001"), facts(), EntryRules.UNLIMITED))
        .isEqualTo(new Skip(SkipReason.SKIP_INPUTS, "qty 120.001 is above the largest order 120"));
  }

  @Test
  void stop_mustLieOnTheLosingSideOfTheEntryPrice() {
    assertGoes(entry("stop_loss", "99999.9"), facts(), STRICT);
    assertGoes(entry("side", "SHORT", "stop_loss", "100000.1"), facts(), STRICT);
    assertThat(codeOf(entry("side", "SHORT", "stop_loss", "100000"), facts(), STRICT))
        .isEqualTo(SkipReason.SKIP_INPUTS);
  }

  private static void assertGoes(ApplyPlan.Entry plan, EntryFacts facts, EntryRules rules) {
    assertThat(EntryGates.check(plan, facts, rules)).isInstanceOf(EntryVerdict.Go.class);
  }

  private static EntryRules limits(String notional, int leverage, String deviationPct) {
    return new EntryRules(
        true,
        Set.of(),
        false,
        0,
        0,
        new BigDecimal(notional),
        leverage,
        new BigDecimal(deviationPct));
  }

  private static EntryFacts marked(String price) {
    return new EntryFacts(
        false,
        Optional.empty(),
        Optional.empty(),
        T0,
        T0,
        0,
        Optional.of(Price.of(price)),
        Optional.of(RULES));
  }

  @Test
  void inputsThatContradictOrCannotBeOrdered_areSkipped() {
    assertThat(codeOf(entry("stop_loss", "100000"), facts(), STRICT))
        .isEqualTo(SkipReason.SKIP_INPUTS);
    assertThat(codeOf(entry("side", "SELL", "stop_loss", "99000"), facts(), STRICT))
        .isEqualTo(SkipReason.SKIP_INPUTS);
    assertThat(codeOf(entry("qty", "0.0009"), facts(), STRICT)).isEqualTo(SkipReason.SKIP_INPUTS);
    assertThat(codeOf(entry("qty", "121", "entry_price", "1"), facts(), STRICT))
        .isEqualTo(SkipReason.SKIP_INPUTS);
    EntryFacts halted =
        new EntryFacts(
            false,
            Optional.empty(),
            Optional.empty(),
            T0,
            T0,
            0,
            Optional.empty(),
            Optional.of(
                new SymbolRules(
                    Plans.BTC,
                    "PENDING_TRADING",
                    RULES.marketStep(),
                    RULES.marketMin(),
                    RULES.marketMax(),
                    RULES.tick(),
                    RULES.minNotional())));
    assertThat(codeOf(entry(), halted, STRICT)).isEqualTo(SkipReason.SKIP_INPUTS);
  }

  /** 0.01 BTC at 100000 with 30 USDT free: gone at about 97487. */
  @Test
  void stopAtTheLiquidationPriceOrBehindIt_isNone() {
    assertThat(EntryGates.check(entry("stop_loss", "97400"), withFree("30"), STRICT))
        .isEqualTo(
            new Skip(
                SkipReason.SKIP_STOP_BEHIND_LIQUIDATION,
                "stop_loss 97400, liquidation at about 97487.437"));
    assertThat(EntryGates.check(entry("stop_loss", "97500"), withFree("30"), STRICT))
        .isInstanceOf(EntryVerdict.Go.class);
    assertThat(EntryGates.check(entry("stop_loss", "97400"), withFree("3000"), STRICT))
        .isInstanceOf(EntryVerdict.Go.class);
  }

  private static EntryFacts withFree(String usd) {
    EntryFacts f = facts();
    MarginTiers tiers =
        new MarginTiers(
            List.of(
                new MarginTiers.Tier(BigDecimal.ZERO, new BigDecimal("0.005"), BigDecimal.ZERO)));
    AccountWorth worth =
        new AccountWorth(new BigDecimal(usd), BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);
    return new EntryFacts(
        f.held(),
        f.open(),
        f.foreign(),
        f.cooldown(),
        f.planInStreamMillis(),
        f.wallMillis(),
        f.otherPositions(),
        f.mark(),
        f.rules(),
        Optional.of(new Liquidation.Terms(tiers, MarginMode.CROSS, worth)));
  }
}
