package quantum.tradingbot.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import quantum.contracts.EntryFeatures;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import quantum.tradingbot.decide.Reading.Quiet;
import quantum.tradingbot.decide.Reading.Signal;
import quantum.tradingbot.decide.Reading.Why;

class EntryDeskTest {
  private static final Symbol BTC = Symbol.of("BTCUSDT");
  private static final Symbol ETH = Symbol.of("ETHUSDT");
  private static final Symbol SOL = Symbol.of("SOLUSDT");
  private static final long BAR = 1_746_372_959_999L;

  private int maxOpen = 3;
  private boolean dryRun;

  private List<Reading> choose(Account account, Signal... signals) {
    return new EntryDesk(
            new BotRules(
                60,
                240,
                new BigDecimal("0.9"),
                600_000,
                maxOpen,
                BigDecimal.TEN,
                new Leverage(5),
                dryRun))
        .choose(List.of(signals), account);
  }

  private static Signal signal(Symbol symbol, double z) {
    return new Signal(
        symbol,
        z > 0 ? Side.LONG : Side.SHORT,
        z,
        new Momentum(z, 0).confidence(),
        Price.of("100"),
        EntryFeatures.NONE,
        BAR,
        BAR + 1_000);
  }

  private static Account account(Set<Symbol> open, Map<Symbol, Long> entered) {
    return new Account(open, entered);
  }

  private static void held(Reading reading, Why why) {
    assertThat(reading).isInstanceOf(Quiet.class);
    assertThat(((Quiet) reading).why()).isEqualTo(why);
  }

  @Test
  void room_isGivenToTheStrongest() {
    maxOpen = 2;
    List<Reading> chosen =
        choose(account(Set.of(), Map.of()), signal(BTC, 2.5), signal(ETH, -4), signal(SOL, 3));
    assertThat(chosen.subList(0, 2)).containsExactly(signal(ETH, -4), signal(SOL, 3));
    held(chosen.getLast(), Why.MAX_POSITIONS);
  }

  @Test
  void equallyStrong_goByName_soThatTheChoiceIsTheSameEachTime() {
    maxOpen = 1;
    List<Reading> chosen = choose(account(Set.of(), Map.of()), signal(ETH, -3), signal(BTC, 3));
    assertThat(chosen.getFirst()).isEqualTo(signal(BTC, 3));
    held(chosen.getLast(), Why.MAX_POSITIONS);
  }

  @Test
  void openPosition_isNotEnteredAgain() {
    held(choose(account(Set.of(BTC), Map.of()), signal(BTC, 4)).getFirst(), Why.POSITION_OPEN);
  }

  @Test
  void openPositionsOfOthers_takeRoom() {
    maxOpen = 1;
    held(choose(account(Set.of(ETH), Map.of()), signal(BTC, 4)).getFirst(), Why.MAX_POSITIONS);
  }

  @Test
  void noPositionsAllowed_entersNothing() {
    maxOpen = 0;
    held(choose(account(Set.of(), Map.of()), signal(BTC, 9)).getFirst(), Why.MAX_POSITIONS);
  }

  @Test
  void cooldown_endsByEventTime() {
    held(
        choose(account(Set.of(), Map.of(BTC, BAR - 599_999)), signal(BTC, 4)).getFirst(),
        Why.COOLDOWN);
    assertThat(choose(account(Set.of(), Map.of(BTC, BAR - 1)), signal(BTC, 4)))
        .containsExactly(new Quiet(BTC, Why.COOLDOWN, "BOT_COOLDOWN_SEC=600"));
    assertThat(choose(account(Set.of(), Map.of(BTC, BAR - 600_000)), signal(BTC, 4)))
        .containsExactly(signal(BTC, 4));
  }

  @Test
  void markThatIsNoTime_holdsBackWhileItLives() {
    held(
        choose(account(Set.of(), Map.of(BTC, Long.MAX_VALUE)), signal(BTC, 4)).getFirst(),
        Why.COOLDOWN);
  }

  @Test
  void entryOnItsWay_takesRoomForAMinute() {
    maxOpen = 1;
    held(
        choose(account(Set.of(), Map.of(ETH, BAR - 30_000)), signal(BTC, 4)).getFirst(),
        Why.MAX_POSITIONS);
    long now = signal(BTC, 4).atMillis();
    held(
        choose(account(Set.of(), Map.of(ETH, now - 60_000)), signal(BTC, 4)).getFirst(),
        Why.MAX_POSITIONS);
    assertThat(choose(account(Set.of(), Map.of(ETH, now - 60_001)), signal(BTC, 4)))
        .containsExactly(signal(BTC, 4));
  }

  @Test
  void entryThatHasBecomeAPosition_takesOneRoomAndNotTwo() {
    maxOpen = 2;
    assertThat(choose(account(Set.of(ETH), Map.of(ETH, BAR - 30_000)), signal(BTC, 4)))
        .containsExactly(signal(BTC, 4));
  }

  @Test
  void dryRun_hasNothingOnItsWay() {
    maxOpen = 1;
    dryRun = true;
    assertThat(choose(account(Set.of(), Map.of(ETH, BAR - 30_000)), signal(BTC, 4)))
        .containsExactly(signal(BTC, 4));
  }
}
