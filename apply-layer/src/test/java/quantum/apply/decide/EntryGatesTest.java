package quantum.apply.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.decide.Plans.RULES;
import static quantum.apply.decide.Plans.T0;
import static quantum.apply.decide.Plans.entry;
import static quantum.apply.decide.Plans.open;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import quantum.apply.venue.SymbolRules;
import quantum.contracts.ApplyPlan;
import quantum.contracts.Cooldown;
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

  @Test
  void notional_takesTheDearerPrice() {
    EntryFacts dear =
        new EntryFacts(
            false,
            Optional.empty(),
            Optional.empty(),
            T0,
            T0,
            0,
            Optional.of(Price.of("190000")),
            Optional.of(RULES));
    assertThat(codeOf(entry(), dear, STRICT)).isEqualTo(SkipReason.SKIP_MAX_NOTIONAL);
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
}
