package quantum.apply.venue.binance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import quantum.apply.venue.AccountEvent;
import quantum.apply.venue.AccountEvent.Forced;
import quantum.apply.venue.AccountEvent.OrderChanged;
import quantum.apply.venue.AccountEvent.OrderFilled;

class SeenEventsTest {
  private final SeenEvents seen = new SeenEvents(3);

  private static AccountEvent fixture(String name) {
    return read(SharedFolder.venueFixture("events/" + name + ".json"));
  }

  private static AccountEvent read(String message) {
    return ((UserEvents.Word.Told) UserEvents.read(message)).event();
  }

  private static AccountEvent leverage(int leverage) {
    return read(
        "{\"e\":\"ACCOUNT_CONFIG_UPDATE\",\"T\":1,\"ac\":{\"s\":\"BTCUSDT\",\"l\":%d}}"
            .formatted(leverage));
  }

  @Test
  void eachEvent_passesOnce() {
    AccountEvent fill = fixture("crate_order_update_trade");
    assertThat(seen.fresh(fill)).contains(fill);
    assertThat(seen.fresh(fill)).isEmpty();
    assertThat(seen.fresh(leverage(1))).contains(leverage(1));
    assertThat(seen.fresh(leverage(1))).isEmpty();
  }

  @Test
  void knownTradeWithANewWordAboutItsOrder_isAChange() {
    OrderFilled partial = (OrderFilled) fixture("crate_order_update_trade");
    seen.fresh(partial);
    OrderFilled whole = (OrderFilled) fixture("crate_order_update_trade_partial");
    assertThat(whole.trade().id()).isEqualTo(partial.trade().id());
    assertThat(seen.fresh(whole)).contains(new OrderChanged(whole.order()));
    assertThat(seen.fresh(whole)).isEmpty();
  }

  @Test
  void tradeOfAnOrderWhoseStateWasToldWithoutIt_passes() {
    OrderFilled fill = (OrderFilled) fixture("crate_order_update_trade");
    assertThat(seen.fresh(new OrderChanged(fill.order()))).isPresent();
    assertThat(seen.fresh(fill)).contains(fill);
    assertThat(seen.fresh(new OrderChanged(fill.order()))).isEmpty();
  }

  @Test
  void forcedTrade_isToldOnce() {
    Forced forced = (Forced) fixture("py_ws_futures_order_update_adl");
    assertThat(seen.fresh(forced)).contains(forced);
    // the same trade, told with another execution type
    assertThat(seen.fresh(fixture("py_ws_futures_order_update_adl")))
        .isEqualTo(Optional.<AccountEvent>empty());
    Forced named = (Forced) fixture("py_ws_futures_order_update_adl_filled");
    assertThat(seen.fresh(named))
        .contains(new Forced(named.cause(), named.order(), Optional.empty()));
  }

  @Test
  void stateThatCameBack_isNews_repeatedIsNot() {
    assertThat(seen.fresh(leverage(5))).isPresent();
    assertThat(seen.fresh(leverage(5))).isEmpty();
    assertThat(seen.fresh(leverage(7))).isPresent();
    assertThat(seen.fresh(leverage(5))).contains(leverage(5));
  }

  @Test
  void memory_isBounded() {
    for (int id = 1; id <= 4; id++) {
      assertThat(seen.fresh(fill(id))).contains(fill(id));
    }
    assertThat(seen.fresh(fill(4))).isEmpty();
    assertThat(seen.fresh(fill(1))).contains(fill(1)); // forgotten: twice does no harm
  }

  private static AccountEvent fill(int tradeId) {
    return read(
        SharedFolder.venueFixture("events/crate_order_update_trade.json")
            .replace("12345678", Integer.toString(tradeId))
            .replace("8886774", Integer.toString(tradeId)));
  }
}
