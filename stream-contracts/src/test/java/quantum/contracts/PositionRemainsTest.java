package quantum.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.PositionId;

class PositionRemainsTest {
  private static final OpenPosition WHOLE = Samples.OPEN_POSITION;
  private static final PositionRemains.Core CORE =
      new PositionRemains.Core(
          WHOLE.position().symbol(),
          WHOLE.position().side(),
          WHOLE.position().qty(),
          WHOLE.position().entry(),
          new PositionId("adopted"),
          1_000,
          new Leverage(3),
          Optional.empty());

  @ParameterizedTest
  @ValueSource(strings = {"", "nan", "None", "n/a", "-1", "1e400", "[]", "{", "0", "true"})
  void anyOneOddField_costsOnlyItself(String odd) {
    Map<String, String> hash = WHOLE.encode();
    for (String field : hash.keySet()) {
      Map<String, String> broken = new HashMap<>(hash);
      broken.put(field, odd);
      Optional<PositionRemains> remains = PositionRemains.of(broken, CORE);
      assertThat(remains).as(field).isPresent();
      OpenPosition open = remains.get().open();
      assertThat(open.position().qty()).as(field).isEqualTo(WHOLE.position().qty());
      if (!field.equals("stop_loss")) {
        assertThat(open.position().stop()).as(field).isEqualTo(WHOLE.position().stop());
      }
      if (!field.equals("harvested")) {
        assertThat(open.harvested()).as(field).isEqualTo(WHOLE.harvested());
      }
      if (!field.equals("entry_risk")) {
        assertThat(open.position().entryRisk()).as(field).isEqualTo(WHOLE.position().entryRisk());
      }
      if (!field.equals("last_trade_id")) {
        assertThat(open.lastTradeId()).as(field).isEqualTo(WHOLE.lastTradeId());
      }
      if (!field.equals("position_id")) {
        assertThat(open.position().id()).as(field).isEqualTo(WHOLE.position().id());
      }
    }
  }

  @Test
  void nothingReadable_isWhatTheExchangeSays() {
    OpenPosition open = PositionRemains.of(Map.of("a", "b"), CORE).orElseThrow().open();
    assertThat(open.position().id().value()).isEqualTo("adopted");
    assertThat(open.position().qty()).isEqualTo(WHOLE.position().qty());
    assertThat(open.position().openedAtMillis()).isEqualTo(1_000);
    assertThat(open.position().stop()).isEmpty();
  }

  @Test
  void hashOfTheOtherSide_isAnotherPosition() {
    Map<String, String> other = new HashMap<>(WHOLE.encode());
    other.put("side", WHOLE.position().side().opposite().name());
    other.put("qty", "nan");
    assertThat(PositionRemains.of(other, CORE)).isEmpty();
  }

  @Test
  void lastTradeId_isReadOnlyOfAHashOfOurs() {
    assertThat(PositionRemains.lastTradeId(Map.of("last_trade_id", " 12 "))).contains("12");
    assertThat(PositionRemains.lastTradeId(Map.of("last_trade_id", "None"))).isEmpty();
    assertThat(
            PositionRemains.lastTradeId(Map.of("last_trade_id", "12", "source", "harvest_brain")))
        .isEmpty();
  }
}
