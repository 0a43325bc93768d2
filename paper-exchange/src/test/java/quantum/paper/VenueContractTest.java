package quantum.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.paper.JsonShape.assertLike;
import static quantum.paper.PaperClient.code;
import static quantum.paper.PaperClient.json;

import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.paper.rest.Signatures;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The REST answers have the form of the recorded ones, and the documented refusals. */
class VenueContractTest {
  private static final JsonNode EXAMPLES = fixture("binance_connector_usds_futures_examples.json");
  private static final JsonNode LIVE = fixture("production_live_capture_2026-09-15.json");

  @TempDir static Path folder;

  private static PaperRig rig;
  private static PaperClient client;

  @BeforeAll
  static void start() throws Exception {
    rig = PaperRig.start(folder);
    client = rig.client;
    client.control("POST", "/paper/advance?bars=2");
  }

  @AfterAll
  static void stop() {
    rig.close();
  }

  @Test
  void time_isTheWallClock() throws Exception {
    JsonNode time = client.get("/fapi/v1/time");
    assertLike(time, LIVE.get("GET /fapi/v1/time"), Set.of());
    assertThat(time.path("serverTime").asLong())
        .isBetween(System.currentTimeMillis() - 5_000, System.currentTimeMillis() + 5_000);
  }

  @Test
  void exchangeInfo_hasTheVenuesForm_forTheSymbolsWithPrices() throws Exception {
    JsonNode info = client.get("/fapi/v1/exchangeInfo");
    assertThat(info.path("symbols"))
        .extracting(symbol -> symbol.path("symbol").asString())
        .containsExactly("BTCUSDT", "RIVERUSDT");
    JsonNode btc = info.path("symbols").get(0);
    // lists whose length is the symbol's own affair
    assertLike(
        btc,
        LIVE.get("exchangeInfo.symbols[BTCUSDT]"),
        Set.of("filters", "underlyingSubType", "permissionSets"));
    assertThat(btc.path("filters"))
        .extracting(filter -> filter.path("filterType").asString())
        .containsExactlyInAnyOrder(
            "PRICE_FILTER",
            "LOT_SIZE",
            "MARKET_LOT_SIZE",
            "MAX_NUM_ORDERS",
            "MIN_NOTIONAL",
            "PERCENT_PRICE",
            "POSITION_RISK_CONTROL");
    assertLike(info.path("rateLimits"), LIVE.get("exchangeInfo.rateLimits"), Set.of());
    assertThat(info.path("symbols").get(1).path("filters"))
        .filteredOn(filter -> filter.path("filterType").asString().equals("MARKET_LOT_SIZE"))
        .allSatisfy(lot -> assertThat(lot.path("stepSize").asString()).isEqualTo("0.01"));
  }

  @Test
  void premiumIndex_ofOneAndOfAll() throws Exception {
    JsonNode recorded = LIVE.get("GET /fapi/v1/premiumIndex?symbol=BTCUSDT");
    JsonNode one = client.get("/fapi/v1/premiumIndex?symbol=BTCUSDT");
    assertLike(one, recorded, Set.of());
    assertThat(client.get("/fapi/v1/premiumIndex"))
        .hasSize(2)
        .allSatisfy(each -> assertLike(each, recorded, Set.of()));
  }

  @Test
  void klines_endWithTheBarOfNow() throws Exception {
    JsonNode bars = client.get("/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=3");
    assertLike(bars, LIVE.get("GET /fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=3"), Set.of());
    assertThat(bars.size()).isBetween(2, 3);
    JsonNode from =
        client.get(
            "/fapi/v1/klines?symbol=BTCUSDT&interval=1m&startTime=1746372840000&endTime=1746372840000");
    assertThat(from).hasSize(1);
    assertThat(from.get(0).get(2).asString()).isEqualTo("95600");
  }

  @Test
  void positionMode_isOneWay() throws Exception {
    JsonNode mode = client.signedGet("/fapi/v1/positionSide/dual", "");
    assertLike(mode, example("test_account_api", "get_current_position_mode"), Set.of());
    assertThat(mode.path("dualSidePosition").asBoolean(true)).isFalse();
    assertThat(code(client.signed("POST", "/fapi/v1/positionSide/dual", "dualSidePosition=false")))
        .isEqualTo(-4059);
  }

  @Test
  void accountConfig_isOneAnswerForAll() throws Exception {
    JsonNode config = client.signedGet("/fapi/v1/accountConfig", "");
    assertLike(config, example("test_account_api", "futures_account_configuration"), Set.of());
    assertThat(config.path("dualSidePosition").asBoolean(true)).isFalse();
    assertThat(config.path("multiAssetsMargin").asBoolean(true)).isFalse();
  }

  @Test
  void tradingAnswers_haveTheVenuesForm() throws Exception {
    JsonNode leverage =
        json(client.signed("POST", "/fapi/v1/leverage", "symbol=BTCUSDT&leverage=21"));
    assertLike(leverage, example("test_trade_api", "change_initial_leverage"), Set.of());
    assertThat(leverage.path("leverage").asInt()).isEqualTo(21);

    JsonNode order = json(client.market("BTCUSDT", "BUY", "0.002", false, "contract-1"));
    assertLike(order, example("test_trade_api", "new_order"), Set.of());
    assertThat(order.path("status").asString()).isEqualTo("FILLED");
    assertThat(order.path("executedQty").asString()).isEqualTo("0.002");
    assertThat(order.has("avgPrice") || order.has("cumQuote")).as("told by GET only").isFalse();
    long id = order.path("orderId").asLong();

    JsonNode queried =
        client.signedGet("/fapi/v1/order", "symbol=BTCUSDT&origClientOrderId=contract-1");
    assertLike(queried, fixture("events/crate_order_response.json"), Set.of());
    assertThat(queried.path("orderId").asLong()).isEqualTo(id);
    assertThat(new BigDecimal(queried.path("avgPrice").asString())).isPositive();
    assertThat(new BigDecimal(queried.path("cumQuote").asString())).isPositive();
    assertThat(client.signedGet("/fapi/v1/order", "symbol=BTCUSDT&orderId=" + id))
        .isEqualTo(queried);

    JsonNode trades = client.signedGet("/fapi/v1/userTrades", "symbol=BTCUSDT&orderId=" + id);
    assertLike(trades, example("test_trade_api", "account_trade_list"), Set.of());
    assertLike(trades, fixture("events/py_http_futures_account_trades.json"), Set.of());
    assertThat(trades).hasSize(1);

    JsonNode risk = client.signedGet("/fapi/v3/positionRisk", "");
    assertLike(risk, example("test_trade_api", "position_information_v3"), Set.of());
    assertLike(
        client.signedGet("/fapi/v3/account", ""),
        example("test_account_api", "account_information_v3"),
        Set.of());
    assertLike(
        client.signedGet("/fapi/v2/account", ""),
        example("test_account_api", "account_information_v2"),
        Set.of());
    assertLike(
        client.signedGet("/fapi/v3/balance", ""),
        example("test_account_api", "futures_account_balance_v3"),
        Set.of());
    assertThat(code(client.signed("DELETE", "/fapi/v1/order", "symbol=BTCUSDT&orderId=" + id)))
        .isEqualTo(-2011);
  }

  @Test
  void orderWithoutResult_isOnlyAcknowledged() throws Exception {
    HttpResponse<String> response =
        client.signed(
            "POST", "/fapi/v1/order", "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.002");
    assertThat(json(response).path("status").asString()).isEqualTo("NEW");
    assertThat(json(response).path("executedQty").asString()).isEqualTo("0");
    assertThat(json(response).has("avgPrice") || json(response).has("cumQuote")).isFalse();
  }

  @Test
  void listenKey_isMadeExtendedAndEnded() throws Exception {
    JsonNode made = json(client.send("POST", "/fapi/v1/listenKey", ""));
    assertLike(made, example("test_user_data_streams_api", "start_user_data_stream"), Set.of());
    assertThat(json(client.send("PUT", "/fapi/v1/listenKey", ""))).isEqualTo(made);
    assertThat(client.send("DELETE", "/fapi/v1/listenKey", "").body()).isEqualTo("{}");
    assertThat(code(client.send("PUT", "/fapi/v1/listenKey", ""))).isEqualTo(-1125);
  }

  @Test
  void weightAndOrderCounts_areInTheHeaders() throws Exception {
    assertThat(client.send("GET", "/fapi/v1/time", "").headers().firstValue("X-MBX-USED-WEIGHT-1M"))
        .hasValueSatisfying(weight -> assertThat(Integer.parseInt(weight)).isPositive());
    assertThat(client.market("BTCUSDT", "BUY", "0.002", false, "h").headers().map().keySet())
        .containsAll(List.of("x-mbx-order-count-10s", "x-mbx-order-count-1m"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "symbol=NOPEUSDT&side=BUY&type=MARKET&quantity=1 | -1121",
        "side=BUY&type=MARKET&quantity=1 | -1102",
        "symbol=BTCUSDT&type=MARKET&quantity=1 | -1102",
        "symbol=BTCUSDT&side=LONG&type=MARKET&quantity=1 | -1117",
        "symbol=BTCUSDT&side=BUY&type=MARKET | -1102",
        "symbol=BTCUSDT&side=BUY&type=NOPE&quantity=1 | -1116",
        "symbol=BTCUSDT&side=BUY&type=STOP_MARKET&quantity=1 | -4120",
        "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=abc | -1100",
        "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1e5 | -1100",
        "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=-1 | -4003",
        "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0 | -4003",
        "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.0015 | -1111",
        "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1001 | -4005",
        "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.001 | -4164",
        "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=500 | -2019",
        "symbol=RIVERUSDT&side=SELL&type=MARKET&quantity=1&reduceOnly=true | -2022",
        "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&positionSide=LONG | -4061",
        "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&newOrderRespType=MAYBE | -1136",
        "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&newClientOrderId=a%20b | -4015",
        "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000 | -1102",
        "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000.05&timeInForce=GTC | -1111",
        "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC | -1020",
        "symbol=BTCUSDT&symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1 | -1101"
      })
  void orderThatTheVenueRefuses_getsItsCode(String parameters, int code) throws Exception {
    HttpResponse<String> response = client.signed("POST", "/fapi/v1/order", parameters);
    assertThat(code(response)).as(response.body()).isEqualTo(code);
    assertThat(response.statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /fapi/v1/order?symbol=BTCUSDT&origClientOrderId=unknown | -2013",
        "GET /fapi/v1/order?symbol=BTCUSDT | -1102",
        "GET /fapi/v1/userTrades?symbol=BTCUSDT&fromId=1&startTime=2 | -1128",
        "GET /fapi/v1/userTrades?symbol=BTCUSDT&limit=1001 | -1130",
        "POST /fapi/v1/leverage?symbol=BTCUSDT&leverage=126 | -4028",
        "GET /fapi/v1/klines?symbol=BTCUSDT&interval=1s | -1120",
        "GET /fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=2000 | -1130",
        "GET /fapi/v1/premiumIndex?symbol=NOTAREALSYM | -1121",
        "GET /fapi/v9/nothing?a=b | -5000"
      })
  void otherRefusals_getTheirCodes(String request, int code) throws Exception {
    String[] parts = request.split("[ ?]", 3);
    assertThat(code(client.signed(parts[0], parts[1], parts[2]))).isEqualTo(code);
  }

  @Test
  void observedErrorBodies_areServedWordForWord() throws Exception {
    JsonNode observed = fixture("error_codes.json").path("observed_bodies");
    assertThat(messageOf(observed, -2013))
        .isEqualTo(message(client.signed("GET", "/fapi/v1/order", "symbol=BTCUSDT&orderId=1")));
    assertThat(messageOf(observed, -2022))
        .isEqualTo(message(client.market("RIVERUSDT", "BUY", "1", true, "r")));
    assertThat(messageOf(observed, -4164).replace("50", "100"))
        .isEqualTo(message(client.market("BTCUSDT", "BUY", "0.001", false, "n")));
    assertThat(messageOf(observed, -1121))
        .isEqualTo(message(client.send("GET", "/fapi/v1/premiumIndex?symbol=NOPE", "")));
    assertThat(messageOf(observed, -1120))
        .isEqualTo(message(client.send("GET", "/fapi/v1/klines?symbol=BTCUSDT&interval=1s", "")));
  }

  @Test
  void keySignatureAndClock_areChecked() throws Exception {
    String path = "/fapi/v3/positionRisk";
    HttpResponse<String> noKey = client.send("GET", path + "?" + client.signature(""), "", "");
    assertThat(noKey.statusCode()).isEqualTo(401);
    assertThat(code(noKey)).isEqualTo(-2014);
    assertThat(code(client.send("GET", path + "?" + client.signature(""), "", "other")))
        .isEqualTo(-2015);
    assertThat(code(client.send("GET", path, ""))).isEqualTo(-1102);
    String now = "timestamp=" + System.currentTimeMillis();
    assertThat(code(client.send("GET", path + "?" + now, ""))).isEqualTo(-1102);
    assertThat(code(client.send("GET", path + "?" + now + "&signature=00", ""))).isEqualTo(-1022);
    assertThat(code(client.send("GET", path + "?" + client.signature("a=1") + "&b=2", "")))
        .isEqualTo(-1022);
    long wall = System.currentTimeMillis();
    for (long wrong : new long[] {wall - 6_000, wall + 3_000}) {
      String query = path + "?timestamp=" + wrong + "&signature=00";
      assertThat(code(client.send("GET", query, ""))).isEqualTo(-1021);
    }
    assertThat(code(client.send("GET", path + "?recvWindow=10000&timestamp=" + (wall - 6_000), "")))
        .isEqualTo(-1102); // in the window, but unsigned
  }

  @Test
  void signedText_mayBeInTheBody_orInBoth() throws Exception {
    String body = client.signature("symbol=BTCUSDT&leverage=20");
    assertThat(client.send("POST", "/fapi/v1/leverage", body).statusCode()).isEqualTo(200);
    String rest = "leverage=20&timestamp=" + System.currentTimeMillis();
    String signature =
        new Signatures(PaperClient.KEY, PaperClient.SECRET).sign("symbol=BTCUSDT" + rest);
    HttpResponse<String> mixed =
        client.send("POST", "/fapi/v1/leverage?symbol=BTCUSDT", rest + "&signature=" + signature);
    assertThat(mixed.statusCode()).as(mixed.body()).isEqualTo(200);
  }

  private static String message(HttpResponse<String> response) {
    return json(response).path("msg").asString();
  }

  private static String messageOf(JsonNode observed, int code) {
    for (JsonNode body : observed) {
      if (body.path("code").asInt() == code) {
        return body.path("msg").asString();
      }
    }
    throw new IllegalArgumentException("no body of code " + code);
  }

  private static JsonNode example(String file, String name) {
    JsonNode found = EXAMPLES.path("rest_api/" + file + ".py").path(name);
    assertThat(found.isMissingNode()).as(file + "." + name).isFalse();
    return found;
  }

  private static JsonNode fixture(String name) {
    return JsonMapper.shared().readTree(SharedFolder.file("venue-fixtures/" + name).toFile());
  }
}
