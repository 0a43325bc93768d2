package quantum.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.paper.PaperClient.code;
import static quantum.paper.PaperClient.json;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** A LONG and a SHORT of one symbol, side by side. */
class HedgeModeTest {
  private static final String DUAL = "/fapi/v1/positionSide/dual";
  private static final String ALGO = "/fapi/v1/algoOrder";

  @TempDir Path folder;
  private PaperRig rig;
  private PaperClient client;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    rig = PaperRig.start(folder, "PAPER_STATE_DIR", folder.resolve("state").toString());
    client = rig.client;
    client.control("POST", "/paper/advance?ticks=1");
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private int dual(boolean dual) throws IOException, InterruptedException {
    return code(client.signed("POST", DUAL, "dualSidePosition=" + dual));
  }

  private HttpResponse<String> order(String side, String leg, String quantity, String more)
      throws IOException, InterruptedException {
    return client.signed(
        "POST",
        "/fapi/v1/order",
        "symbol=BTCUSDT&side=%s&positionSide=%s&type=MARKET&quantity=%s&newOrderRespType=RESULT%s"
            .formatted(side, leg, quantity, more));
  }

  private HttpResponse<String> stop(String id, String side, String leg, String trigger, String size)
      throws IOException, InterruptedException {
    return client.signed(
        "POST",
        ALGO,
        "algoType=CONDITIONAL&symbol=BTCUSDT&side=%s&positionSide=%s&type=STOP_MARKET&triggerPrice=%s&workingType=MARK_PRICE&clientAlgoId=%s&%s"
            .formatted(side, leg, trigger, id, size));
  }

  private void bothLegs() throws IOException, InterruptedException {
    assertThat(dual(true)).isEqualTo(200);
    assertThat(order("BUY", "LONG", "0.02", "").statusCode()).isEqualTo(200);
    assertThat(order("SELL", "SHORT", "0.03", "").statusCode()).isEqualTo(200);
  }

  private Map<String, String> held() throws IOException, InterruptedException {
    Map<String, String> held = new java.util.TreeMap<>();
    for (JsonNode row : client.signedGet("/fapi/v3/positionRisk", "symbol=BTCUSDT")) {
      held.put(row.path("positionSide").asString(), row.path("positionAmt").asString());
    }
    return held;
  }

  private String algo(String id) throws IOException, InterruptedException {
    return client.signedGet(ALGO, "clientAlgoId=" + id).path("algoStatus").asString();
  }

  @Test
  void mode_isRefusedWhereItIsSo_withAPosition_andWithAnOrderThatRests()
      throws IOException, InterruptedException {
    assertThat(dual(false)).isEqualTo(-4059);
    client.control("POST", "/paper/position?symbol=BTCUSDT&qty=0.01");
    assertThat(dual(true)).isEqualTo(-4068);
    assertThat(stop("s", "SELL", "BOTH", "90000", "quantity=0.01&reduceOnly=true").statusCode())
        .isEqualTo(200);
    client.control("POST", "/paper/position?symbol=BTCUSDT&qty=0");
    assertThat(dual(true)).isEqualTo(-4067);
    client.signed("DELETE", ALGO, "clientAlgoId=s");
    assertThat(dual(true)).isEqualTo(200);
    assertThat(client.signedGet(DUAL, "").path("dualSidePosition").asBoolean()).isTrue();
    assertThat(client.signedGet("/fapi/v1/accountConfig", "").path("dualSidePosition").asBoolean())
        .isTrue();
    assertThat(dual(true)).isEqualTo(-4059);
  }

  @Test
  void legs_areHeldValuedAndClosedApart() throws IOException, InterruptedException {
    bothLegs();
    assertThat(held()).isEqualTo(Map.of("LONG", "0.02", "SHORT", "-0.03"));

    JsonNode closed = json(order("SELL", "LONG", "0.02", ""));

    assertThat(closed.path("positionSide").asString()).isEqualTo("LONG");
    assertThat(closed.path("reduceOnly").asBoolean(true)).isFalse();
    assertThat(held()).isEqualTo(Map.of("SHORT", "-0.03"));
    List<String> legs = new ArrayList<>();
    client
        .signedGet("/fapi/v1/userTrades", "symbol=BTCUSDT")
        .forEach(trade -> legs.add(trade.path("positionSide").asString()));
    assertThat(legs).containsExactly("LONG", "SHORT", "LONG");
    BigDecimal margin =
        client.signedGet("/fapi/v3/account", "").path("totalInitialMargin").asDecimal();
    assertThat(margin).isEqualByComparingTo("143.2581"); // 0.03 · 95505.4 / 20
  }

  @ParameterizedTest
  @CsvSource({
    "BUY, BOTH, 0.01, '', -4061",
    "SELL, LONG, 0.021, '', -2022",
    "BUY, SHORT, 0.031, '', -2022",
    "SELL, LONG, 0.01, &reduceOnly=true, -1106",
    "SELL, LONG, 0.01, &reduceOnly=false, -1106",
  })
  void order_thatDoesNotFitTheMode_isRefused(
      String side, String leg, String quantity, String more, int code)
      throws IOException, InterruptedException {
    bothLegs();
    assertThat(code(order(side, leg, quantity, more))).isEqualTo(code);
    assertThat(held()).isEqualTo(Map.of("LONG", "0.02", "SHORT", "-0.03"));
  }

  @ParameterizedTest
  @CsvSource({
    "SELL, BOTH, 90000, closePosition=true, -4061",
    "SELL, LONG, 90000, quantity=0.02&reduceOnly=true, -1106",
    "BUY, LONG, 99000, closePosition=true, -4136",
    "SELL, SHORT, 90000, closePosition=true, -4136",
  })
  void stop_thatDoesNotFitTheMode_isRefused(
      String side, String leg, String trigger, String size, int code)
      throws IOException, InterruptedException {
    bothLegs();
    assertThat(code(stop("s", side, leg, trigger, size))).isEqualTo(code);
  }

  @Test
  void closingStops_ofBothLegs_restSideBySide_andActOnTheirOwn()
      throws IOException, InterruptedException {
    bothLegs();
    assertThat(stop("long-c", "SELL", "LONG", "95000", "closePosition=true").statusCode())
        .isEqualTo(200);
    assertThat(stop("short-c", "BUY", "SHORT", "96000", "closePosition=true").statusCode())
        .isEqualTo(200);
    assertThat(code(stop("twice", "SELL", "LONG", "94000", "closePosition=true"))).isEqualTo(-4130);
    assertThat(stop("long-q", "SELL", "LONG", "94000", "quantity=0.02").statusCode())
        .isEqualTo(200);

    client.control("POST", "/paper/price?symbol=BTCUSDT&price=94990");

    assertThat(held()).isEqualTo(Map.of("SHORT", "-0.03"));
    assertThat(algo("long-c")).isEqualTo("FINISHED");
    assertThat(algo("long-q")).isEqualTo("NEW");
    assertThat(algo("short-c")).isEqualTo("NEW");
    client.control("POST", "/paper/price?symbol=BTCUSDT&price=93990");
    assertThat(algo("long-q")).isEqualTo("REJECTED");

    client.control("POST", "/paper/position?symbol=BTCUSDT&side=SHORT&qty=0");

    assertThat(algo("short-c")).isEqualTo("EXPIRED");
  }

  @Test
  void sizedStop_largerThanItsLeg_isCutToIt() throws IOException, InterruptedException {
    bothLegs();
    stop("q", "SELL", "LONG", "95000", "quantity=0.5");
    client.control("POST", "/paper/price?symbol=BTCUSDT&price=94990");
    assertThat(held()).isEqualTo(Map.of("SHORT", "-0.03"));
    assertThat(client.signedGet(ALGO, "clientAlgoId=q").path("actualQty").asString())
        .isEqualTo("0.02");
  }

  @Test
  void hand_movesOneLeg_andNotToTheOtherSide() throws IOException, InterruptedException {
    bothLegs();
    JsonNode trade = client.control("POST", "/paper/position?symbol=BTCUSDT&side=LONG&qty=0.05");
    assertThat(trade.path("positionSide").asString()).isEqualTo("LONG");
    assertThat(held()).isEqualTo(Map.of("LONG", "0.05", "SHORT", "-0.03"));
    for (String wrong : List.of("side=LONG&qty=-0.01", "side=SHORT&qty=0.01", "qty=0.01")) {
      assertThat(client.send("POST", "/paper/position?symbol=BTCUSDT&" + wrong, "").statusCode())
          .isEqualTo(400);
    }
  }

  @Test
  void events_sayWhichLeg() throws IOException, InterruptedException {
    client.signed("POST", DUAL, "dualSidePosition=true");
    String key = json(client.send("POST", "/fapi/v1/listenKey", "")).path("listenKey").asString();
    var socket = client.socket("/private/ws/" + key);
    order("SELL", "SHORT", "0.03", "");
    JsonNode account = socket.next(event -> event.path("e").asString().equals("ACCOUNT_UPDATE"));
    assertThat(account.path("a").path("P").get(0).path("ps").asString()).isEqualTo("SHORT");
    assertThat(account.path("a").path("P").get(0).path("pa").asString()).isEqualTo("-0.03");
    JsonNode trade = socket.next(event -> event.path("o").path("x").asString().equals("TRADE"));
    assertThat(trade.path("o").path("ps").asString()).isEqualTo("SHORT");
    stop("s", "BUY", "SHORT", "99000", "quantity=0.03");
    JsonNode algo = socket.next(event -> event.path("e").asString().equals("ALGO_UPDATE"));
    assertThat(algo.path("o").path("ps").asString()).isEqualTo("SHORT");
    assertThat(algo.path("o").path("R").asBoolean(true)).isFalse();
  }

  @Test
  void journal_keepsModeLegsAndStops() throws IOException, InterruptedException {
    bothLegs();
    stop("s", "SELL", "LONG", "90000", "closePosition=true");
    rig.close();
    start();
    assertThat(held()).isEqualTo(Map.of("LONG", "0.02", "SHORT", "-0.03"));
    assertThat(algo("s")).isEqualTo("NEW");
    assertThat(dual(true)).isEqualTo(-4059);
  }
}
