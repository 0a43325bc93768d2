package quantum.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.paper.JsonShape.assertLike;
import static quantum.paper.PaperClient.code;
import static quantum.paper.PaperClient.json;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.paper.PaperClient.Socket;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Conditional orders over REST and the account's stream: forms, refusals, events, life. */
class AlgoOrdersTest {
  private static final JsonNode EXAMPLES =
      fixture("binance_connector_usds_futures_examples.json").path("rest_api/test_trade_api.py");

  /** The examples show a Python None as a text. */
  private static final Set<String> NOT_OURS = Set.of("icebergQuantity");

  @TempDir Path folder;

  private PaperRig rig;
  private PaperClient client;

  @BeforeEach
  void start() throws Exception {
    rig = PaperRig.start(folder);
    client = rig.client;
    client.control("POST", "/paper/advance?bars=1"); // BTCUSDT stands at 95502.7
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void answers_haveTheVenuesForm() throws Exception {
    buy("0.010");
    JsonNode placed = json(close("c", "95000"));
    assertLike(placed, EXAMPLES.path("new_algo_order"), NOT_OURS);
    assertThat(placed.path("icebergQuantity").isNull()).isTrue();
    assertThat(placed.path("algoId").asString()).hasSize(16);
    assertThat(placed.path("algoStatus").asString()).isEqualTo("NEW");
    assertThat(placed.path("quantity").asString()).isEqualTo("0");
    assertThat(placed.path("closePosition").asBoolean()).isTrue();

    JsonNode queried = query("clientAlgoId=c");
    assertLike(queried, EXAMPLES.path("query_algo_order"), NOT_OURS);
    assertThat(queried.path("actualOrderId").asString("?")).isEmpty();
    assertThat(query("algoId=" + placed.path("algoId").asString())).isEqualTo(queried);

    JsonNode open = client.signedGet("/fapi/v1/openAlgoOrders", "");
    assertLike(open, EXAMPLES.path("current_all_algo_open_orders"), NOT_OURS);
    // an older form calls the type otherwise
    assertLike(open, fixture("events/crate_open_algo_orders.json"), Set.of("type"));
    assertThat(client.signedGet("/fapi/v1/openAlgoOrders", "symbol=BTCUSDT")).isEqualTo(open);
    assertThat(client.signedGet("/fapi/v1/openAlgoOrders", "symbol=RIVERUSDT")).isEmpty();
    assertLike(
        client.signedGet("/fapi/v1/allAlgoOrders", "symbol=BTCUSDT"),
        EXAMPLES.path("query_all_algo_orders"),
        NOT_OURS);

    JsonNode cancelled = json(client.signed("DELETE", "/fapi/v1/algoOrder", "clientAlgoId=c"));
    assertThat(cancelled.path("code").isString()).as("the text 200").isTrue();
    assertLike(cancelled, EXAMPLES.path("cancel_algo_order"), Set.of());
    quantity("q", "0.005", "95000");
    JsonNode all = json(client.signed("DELETE", "/fapi/v1/algoOpenOrders", "symbol=BTCUSDT"));
    assertThat(all).isEqualTo(EXAMPLES.path("cancel_all_algo_open_orders"));
    assertThat(client.signedGet("/fapi/v1/openAlgoOrders", "")).isEmpty();
    assertThat(status("c")).isEqualTo("CANCELED");
    assertThat(status("q")).isEqualTo("CANCELED");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "algoType=CONDITIONAL | -1102 | 'triggerprice' was not sent",
        "stopPrice=95000 | -1102 | 'triggerprice' was not sent",
        "algoType= | -1102 | 'algotype' was not sent",
        "type=&triggerPrice=95000 | -1102 | Mandatory parameter 'type' was not sent",
        "type=NOPE&triggerPrice=95000 | -1116 | Invalid orderType",
        "type=TRAILING_STOP_MARKET&triggerPrice=95000 | -1020 | not supported",
        "triggerPrice=95000.05 | -1111 | Precision",
        "triggerPrice=95600 | -2021 | Order would immediately trigger.",
        "triggerPrice=95000&quantity=0.01&closePosition=true | -4137 | Quantity must be zero",
        "triggerPrice=95000&quantity=&closePosition=true&reduceOnly=true | -4138 | Reduce only",
        "triggerPrice=95000&quantity=&closePosition=true | -4509 | can only be used with open",
        "triggerPrice=95000&quantity= | -1102 | 'quantity'",
        "triggerPrice=95000&quantity=0.0005 | -1111 | Precision",
        "triggerPrice=95000&positionSide=LONG | -4061 | position side",
        "triggerPrice=95000&workingType=LAST | -1130 | workingType",
        "triggerPrice=95000&price=95000 | -1106 | 'price' sent when not required",
        "triggerPrice=95000&clientAlgoId=a%20b | -4015 | not valid",
        "triggerPrice=95000&symbol=NOPEUSDT | -1121 | Invalid symbol."
      })
  void orderThatTheVenueRefuses_getsItsCode(String changed, int code, String words)
      throws Exception {
    HttpResponse<String> response = placeWith(changed);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(code(response)).as(response.body()).isEqualTo(code);
    assertThat(json(response).path("msg").asString()).contains(words);
  }

  @Test
  void orderEndpoint_refusesConditionalTypes_andKnowsNoOrderThatRests() throws Exception {
    buy("0.010");
    assertThat(
            code(
                client.signed(
                    "POST",
                    "/fapi/v1/order",
                    "symbol=BTCUSDT&side=SELL&type=STOP_MARKET&stopPrice=95000&closePosition=true")))
        .isEqualTo(-4120);
    JsonNode placed = json(close("c", "95000"));
    assertThat(client.signedGet("/fapi/v1/openOrders", "symbol=BTCUSDT")).isEmpty();
    for (String which : new String[] {"origClientOrderId=c", "orderId=" + placed.path("algoId")}) {
      assertThat(code(client.signed("GET", "/fapi/v1/order", "symbol=BTCUSDT&" + which)))
          .isEqualTo(-2013);
    }
  }

  @Test
  void unknownOrder_isMinus2013ToGet_andMinus2011ToDelete() throws Exception {
    for (String which : new String[] {"clientAlgoId=nobody", "algoId=4000000000000999"}) {
      assertThat(code(client.signed("GET", "/fapi/v1/algoOrder", which))).isEqualTo(-2013);
      assertThat(code(client.signed("DELETE", "/fapi/v1/algoOrder", which))).isEqualTo(-2011);
    }
    assertThat(code(client.signed("GET", "/fapi/v1/algoOrder", ""))).isEqualTo(-1102);
  }

  @Test
  void secondClose_isRefused_theOtherShapeIsNot() throws Exception {
    buy("0.010");
    assertThat(code(close("one", "95000"))).isZero();
    HttpResponse<String> second = close("two", "95100");
    assertThat(second.statusCode()).isEqualTo(400);
    assertThat(code(second)).isEqualTo(-4130);
    assertThat(json(second).path("msg").asString())
        .isEqualTo(
            "An open stop or take profit order with GTE and closePosition in the direction is"
                + " existing.");
    assertThat(code(quantity("three", "0.010", "95100"))).isZero();
    assertThat(code(client.signed("DELETE", "/fapi/v1/algoOrder", "clientAlgoId=one")))
        .isEqualTo(200);
    assertThat(code(close("four", "95200"))).isZero();
    assertThat(client.signedGet("/fapi/v1/openAlgoOrders", "")).hasSize(2);
  }

  @Test
  void stop_firesAlone_andThePositionIsFlat_byATradeOfItsClientId() throws Exception {
    buy("0.010");
    JsonNode placed = json(close("qs-1-1", "95490.1"));
    client.control("POST", "/paper/advance?ticks=4"); // 95502.8, 95478 …: nobody else acts
    assertThat(client.signedGet("/fapi/v3/positionRisk", "")).isEmpty();
    JsonNode fired = query("algoId=" + placed.path("algoId").asString());
    assertThat(fired.path("algoStatus").asString()).isEqualTo("FINISHED");
    assertThat(fired.path("actualOrderId").isString()).isTrue();
    assertThat(fired.path("actualPrice").asString()).as("its level").isEqualTo("95490.1");
    assertThat(fired.path("actualQty").asString()).isEqualTo("0.01");
    assertThat(fired.path("triggerTime").asLong()).isPositive();

    String id = "symbol=BTCUSDT&orderId=" + fired.path("actualOrderId").asString();
    JsonNode trades = client.signedGet("/fapi/v1/userTrades", id);
    assertThat(trades).hasSize(1);
    assertThat(trades.get(0).path("price").asString()).isEqualTo("95490.1");
    JsonNode child = client.signedGet("/fapi/v1/order", id);
    assertThat(child.path("clientOrderId").asString()).isEqualTo("qs-1-1");
    assertThat(child.path("type").asString()).isEqualTo("MARKET");
    assertThat(child.path("origType").asString()).isEqualTo("STOP_MARKET");
    assertThat(code(client.signed("DELETE", "/fapi/v1/algoOrder", "clientAlgoId=qs-1-1")))
        .isEqualTo(-2011);
    assertThat(client.signedGet("/fapi/v1/openAlgoOrders", "")).isEmpty();
  }

  @Test
  void priceThatMeetsAStop_canWaitUntilTheTradeIsBooked() throws Exception {
    buy("0.010");
    close("qs-1-1", "95490.1");
    Socket market = client.socket("/market/ws/btcusdt@markPrice@1s");
    market.next(); // the present price
    Socket account = listen();
    JsonNode answer = client.control("POST", "/paper/advance?ticks=9&fills=first");
    assertThat(answer.path("held").asBoolean()).isTrue();
    assertThat(answer.path("price").asString()).isEqualTo("95478");
    account.next(event -> isAlgo(event, "FINISHED"));
    assertThat(market.next().path("p").asString()).isEqualTo("95502.80000000");
    assertThat(market.waiting()).as("nobody has seen the price").isZero();
    Socket late = client.socket("/market/ws/btcusdt@markPrice@1s");

    client.control("POST", "/paper/tell");

    assertThat(market.next().path("p").asString()).isEqualTo("95478.00000000");
    assertThat(late.next().path("p").asString()).isEqualTo("95478.00000000");
    client.control("POST", "/paper/tell");
    assertThat(market.waiting()).as("it is told once").isZero();
  }

  @Test
  void priceThatWaits_isToldBeforeTheNextOne() throws Exception {
    buy("0.010");
    close("qs-1-1", "95490.1");
    Socket market = client.socket("/market/ws/btcusdt@markPrice@1s");
    market.next();
    client.control("POST", "/paper/advance?ticks=9&fills=first");

    JsonNode answer = client.control("POST", "/paper/advance?ticks=1");

    assertThat(answer.path("held").asBoolean(true)).isFalse();
    assertThat(market.next().path("p").asString()).isEqualTo("95502.80000000");
    assertThat(market.next().path("p").asString()).isEqualTo("95478.00000000");
  }

  @Test
  void events_comeInTheVenuesOrderAndForm() throws Exception {
    buy("0.010");
    Socket socket = listen();
    client.control("POST", "/paper/price?symbol=BTCUSDT&price=95500");
    close("c", "95490");
    JsonNode placed = socket.next(event -> isAlgo(event, "NEW"));
    // these fixtures differ in what they show before there is a child: a live one leaves it out
    assertLike(
        placed, fixture("events/crate_algo_update_new.json"), Set.of("ap", "aq", "act", "rm"));
    quantity("q", "0.010", "95400");
    socket.next(event -> isAlgo(event, "NEW"));
    client.control("POST", "/paper/price?symbol=BTCUSDT&price=95450");

    JsonNode triggering = socket.next();
    assertLike(triggering, live("py_ws_futures_algo_update_triggering.json"), Set.of());
    assertThat(triggering.path("o").path("X").asString()).isEqualTo("TRIGGERING");
    JsonNode triggered = socket.next();
    assertLike(triggered, live("py_ws_futures_algo_update_triggered.json"), Set.of());
    assertThat(triggered.path("o").path("X").asString()).isEqualTo("TRIGGERED");
    String orderId = triggered.path("o").path("ai").asString();
    JsonNode made = socket.next();
    assertThat(made.path("e").asString()).isEqualTo("ORDER_TRADE_UPDATE");
    assertThat(made.path("o").path("i").asString()).isEqualTo(orderId);
    assertThat(made.path("o").path("c").asString()).isEqualTo("c");
    assertThat(made.path("o").path("ot").asString()).isEqualTo("STOP_MARKET");
    assertThat(made.path("o").path("cp").asBoolean()).isTrue();
    assertThat(socket.next().path("e").asString()).isEqualTo("ACCOUNT_UPDATE");
    JsonNode trade = socket.next();
    assertThat(trade.path("o").path("X").asString()).isEqualTo("FILLED");
    assertThat(trade.path("o").path("L").asString()).as("a jump fills there").isEqualTo("95450");
    JsonNode finished = socket.next();
    assertLike(finished, live("py_ws_futures_algo_update_finished.json"), Set.of());
    assertThat(finished.path("o").path("aq").asString()).isEqualTo("0.01");

    client.control("POST", "/paper/price?symbol=BTCUSDT&price=95300");
    assertThat(isAlgo(socket.next(), "TRIGGERING")).isTrue();
    JsonNode rejected = socket.next();
    assertThat(isAlgo(rejected, "REJECTED")).as("%s", rejected).isTrue();
    assertThat(rejected.path("o").path("rm").asString()).isEqualTo("Reduce Only reject");
    assertThat(socket.waiting()).isZero();
  }

  @Test
  void flatPosition_expiresTheClose_theQuantityOneStays() throws Exception {
    buy("0.010");
    Socket socket = listen();
    close("c", "95000");
    quantity("q", "0.010", "95000");
    client.market("BTCUSDT", "SELL", "0.010", true, "by-hand");
    JsonNode expired = socket.next(event -> isAlgo(event, "EXPIRED"));
    assertThat(expired.path("o").path("caid").asString()).isEqualTo("c");
    assertThat(status("c")).isEqualTo("EXPIRED");
    assertThat(status("q")).isEqualTo("NEW");
    client.control("POST", "/paper/price?symbol=BTCUSDT&price=94000");
    assertThat(status("q")).isEqualTo("REJECTED");
    assertThat(code(client.signed("GET", "/fapi/v1/order", "symbol=BTCUSDT&origClientOrderId=q")))
        .as("no child")
        .isEqualTo(-2013);
  }

  @Test
  void placing_countsAsAnOrder_andListingAllWeighsFortyTimesOne() throws Exception {
    assertThat(used(quantity("q", "0.010", "95000"), "X-MBX-ORDER-COUNT-1M")).isEqualTo(1);
    int before = weight();
    client.signedGet("/fapi/v1/openAlgoOrders", "symbol=BTCUSDT");
    assertThat(weight() - before).isEqualTo(2);
    before = weight();
    client.signedGet("/fapi/v1/openAlgoOrders", "");
    assertThat(weight() - before).isEqualTo(41);
  }

  @Test
  void restart_keepsTheStops_whichFireWhenPricesGoOn() throws Exception {
    String state = folder.resolve("state").toString();
    JsonNode before;
    try (PaperRig first = PaperRig.start(folder, "PAPER_STATE_DIR", state)) {
      first.client.control("POST", "/paper/advance?bars=1");
      first.client.market("BTCUSDT", "BUY", "0.010", false, "entry");
      place(first.client, "clientAlgoId=c&closePosition=true&triggerPrice=95490");
      place(first.client, "clientAlgoId=q&quantity=0.010&reduceOnly=true&triggerPrice=95480");
      before = first.client.signedGet("/fapi/v1/openAlgoOrders", "");
      assertThat(before).hasSize(2);
    }
    try (PaperRig second = PaperRig.start(folder, "PAPER_STATE_DIR", state)) {
      assertThat(second.client.signedGet("/fapi/v1/openAlgoOrders", "")).isEqualTo(before);
      second.client.control("POST", "/paper/advance?bars=1");
      assertThat(second.client.signedGet("/fapi/v3/positionRisk", "")).isEmpty();
      JsonNode fired = second.client.signedGet("/fapi/v1/algoOrder", "clientAlgoId=c");
      assertThat(fired.path("algoStatus").asString()).isEqualTo("FINISHED");
    }
  }

  private Socket listen() throws Exception {
    String key = json(client.send("POST", "/fapi/v1/listenKey", "")).path("listenKey").asString();
    return client.socket("/private/ws?listenKey=" + key);
  }

  private void buy(String quantity) throws Exception {
    assertThat(client.market("BTCUSDT", "BUY", quantity, false, "entry").statusCode())
        .isEqualTo(200);
  }

  private HttpResponse<String> close(String id, String trigger) throws Exception {
    return place(client, "closePosition=true&clientAlgoId=" + id + "&triggerPrice=" + trigger);
  }

  private HttpResponse<String> quantity(String id, String quantity, String trigger)
      throws Exception {
    String size = "quantity=" + quantity + "&reduceOnly=true";
    return place(client, size + "&clientAlgoId=" + id + "&triggerPrice=" + trigger);
  }

  private static HttpResponse<String> place(PaperClient client, String parameters)
      throws Exception {
    return client.signed(
        "POST",
        "/fapi/v1/algoOrder",
        "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&workingType=MARK_PRICE&"
            + parameters);
  }

  /** A stop of 0.01 with some parameters changed, those left empty not sent. */
  private HttpResponse<String> placeWith(String changed) throws Exception {
    var parameters = new LinkedHashMap<String, String>();
    String usual = "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&quantity=0.01";
    for (String pair : (usual + "&" + changed).split("&")) {
      parameters.put(pair.split("=")[0], pair);
    }
    parameters.values().removeIf(pair -> pair.endsWith("="));
    return client.signed("POST", "/fapi/v1/algoOrder", String.join("&", parameters.values()));
  }

  private JsonNode query(String which) throws Exception {
    return client.signedGet("/fapi/v1/algoOrder", which);
  }

  private String status(String id) throws Exception {
    return query("clientAlgoId=" + id).path("algoStatus").asString();
  }

  private int weight() throws Exception {
    return used(client.send("GET", "/fapi/v1/time", ""), "X-MBX-USED-WEIGHT-1M");
  }

  private static int used(HttpResponse<String> response, String header) {
    return Integer.parseInt(response.headers().firstValue(header).orElseThrow());
  }

  private static boolean isAlgo(JsonNode event, String status) {
    return event.path("e").asString().equals("ALGO_UPDATE")
        && event.path("o").path("X").asString().equals(status);
  }

  private static JsonNode live(String event) {
    return fixture("events/" + event).path("data");
  }

  private static JsonNode fixture(String name) {
    return JsonMapper.shared().readTree(SharedFolder.file("venue-fixtures/" + name).toFile());
  }
}
