/** The places of the demo world: real towns, invented sites. */

import type { JsonObject } from "@/lib/json";
import type { LocalizedText } from "@/server/auth/principal";
import { withCheckDigit } from "./gs1-keys";
import { type OrganisationName, organisations } from "./organisations";

/** A site where events happen. */
export interface Place {
  /** https://id.gs1.org/414/{gln} */
  id: string;
  owner: OrganisationName;
  name: LocalizedText;
  city: LocalizedText;
  latitude: number;
  longitude: number;
}

let next = 101;

function place(
  owner: OrganisationName,
  name: [string, string],
  city: [string, string],
  at: [number, number],
): Place {
  const gln = withCheckDigit(`9521${String(next++).padStart(8, "0")}`);
  return {
    id: `https://id.gs1.org/414/${gln}`,
    owner,
    name: { en: name[0], "zh-CN": name[1] },
    city: { en: city[0], "zh-CN": city[1] },
    latitude: at[0],
    longitude: at[1],
  };
}

/** Every place, by the short name the stories use. The order fixes the GLNs: add at the end. */
export const places = {
  berryField: place(
    "berryFarm",
    ["Two Hills, greenhouse rows 4–9", "双山大棚4–9排"],
    ["Donggang", "东港"],
    [39.887, 124.152],
  ),
  packhouse: place("packhouse", ["Yalu packhouse", "鸭绿江包装车间"], ["Dandong", "丹东"], [40.126, 124.384]),
  cooler: place(
    "packhouse",
    ["Yalu forced-air cooler", "鸭绿江预冷库"],
    ["Dandong", "丹东"],
    [40.127, 124.385],
  ),
  truck: place(
    "carrier",
    ["On the road, G11 and G1", "途中，鹤大与京哈高速"],
    ["Jinzhou", "锦州"],
    [41.095, 121.127],
  ),
  distribution: place(
    "carrier",
    ["Bohai distribution centre", "渤海配送中心"],
    ["Beijing", "北京"],
    [39.753, 116.532],
  ),
  shop: place(
    "retailer",
    ["Lantian Fresh, Wangjing", "蓝田生鲜望京店"],
    ["Beijing", "北京"],
    [39.996, 116.481],
  ),
  vaccinePlant: place(
    "vaccineMaker",
    ["Filling hall 2", "二号灌装车间"],
    ["Huai'an", "淮安"],
    [33.61, 119.015],
  ),
  vaccineStore: place("vaccineMaker", ["Cold store B", "B号冷库"], ["Huai'an", "淮安"], [33.612, 119.018]),
  vaccineHub: place("carrier", ["Bohai pharma hub", "渤海医药中转库"], ["Nanjing", "南京"], [32.06, 118.796]),
  clinicFridge: place(
    "clinic",
    ["Vaccination room fridge", "接种室冷藏柜"],
    ["Shanghai", "上海"],
    [31.228, 121.446],
  ),
  teaNorth: place(
    "teaFarmNorth",
    ["Xingcun cliff terraces", "星村岩壁梯田"],
    ["Wuyishan", "武夷山"],
    [27.632, 117.893],
  ),
  teaEast: place(
    "teaFarmEast",
    ["Caodun upper valley", "曹墩上谷"],
    ["Wuyishan", "武夷山"],
    [27.712, 117.842],
  ),
  teaSouth: place(
    "teaFarmSouth",
    ["Nine Bends south bank", "九曲南岸"],
    ["Wuyishan", "武夷山"],
    [27.655, 117.951],
  ),
  teaHouse: place(
    "teaBlender",
    ["Cloudpeak blending hall", "云峰拼配车间"],
    ["Wuyishan", "武夷山"],
    [27.756, 118.035],
  ),
  teaShop: place(
    "retailer",
    ["Lantian Fresh, Xuhui", "蓝田生鲜徐汇店"],
    ["Shanghai", "上海"],
    [31.188, 121.437],
  ),
} satisfies Record<string, Place>;

/** The short name of a place. */
export type PlaceName = keyof typeof places;

/** The record that puts a place's name into the log, so that the name on a page is provable too. */
export function placeRecord(at: Place): JsonObject {
  return {
    type: "location.described",
    id: at.id,
    name: { ...at.name },
    city: { ...at.city },
    country: "CN",
    latitude: at.latitude,
    longitude: at.longitude,
    timeZone: "Asia/Shanghai",
    party: organisations[at.owner].iss,
  };
}
