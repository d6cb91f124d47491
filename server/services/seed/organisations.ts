/** The organisations of the demo world. Company prefixes start with 952, which GS1 keeps for examples. */

import type { Role } from "@/lib/membership/roles";
import type { ConsoleRole, LocalizedText } from "@/server/auth/principal";
import { withCheckDigit } from "./gs1-keys";

/** A member of the log, and the people who sign in for it. */
export interface Organisation {
  /** The member's URI: a GS1 Digital Link of its party GLN. */
  iss: string;
  name: LocalizedText;
  country: string;
  roles: Role[];
  people: { id: string; name: LocalizedText; role: ConsoleRole }[];
}

function organisation(
  number: number,
  name: LocalizedText,
  roles: Role[],
  people: [string, string, string, ConsoleRole][],
): Organisation {
  const gln = withCheckDigit(`9521${String(number).padStart(3, "0")}00000`);
  return {
    iss: `https://id.gs1.org/417/${gln}`,
    name,
    country: "CN",
    roles,
    people: people.map(([id, en, zh, role]) => ({ id, name: { en, "zh-CN": zh }, role })),
  };
}

/** Every organisation, by the short name the stories use. */
export const organisations = {
  consortium: organisation(
    1,
    { en: "Suyuan Traceability Alliance", "zh-CN": "溯源追溯联盟" },
    ["operator"],
    [["operator", "Shen Yining", "沈一宁", "operator"]],
  ),
  berryFarm: organisation(
    11,
    { en: "Two Hills Strawberry Co-op", "zh-CN": "双山草莓合作社" },
    ["manufacturer"],
    [["farm", "Qu Hongmei", "曲红梅", "manufacturer"]],
  ),
  packhouse: organisation(
    12,
    { en: "Yalu Fresh Packhouse", "zh-CN": "鸭绿江鲜果包装厂" },
    ["manufacturer"],
    [["packhouse", "Liu Zhiqiang", "刘志强", "manufacturer"]],
  ),
  carrier: organisation(
    13,
    { en: "Bohai Cold Chain Logistics", "zh-CN": "渤海冷链物流" },
    ["carrier"],
    [["carrier", "Sun Peng", "孙鹏", "partner"]],
  ),
  retailer: organisation(
    14,
    { en: "Lantian Fresh Markets", "zh-CN": "蓝田生鲜超市" },
    ["retailer"],
    [["retailer", "Zhao Min", "赵敏", "partner"]],
  ),
  vaccineMaker: organisation(
    21,
    { en: "Huaiyuan Biologics", "zh-CN": "淮源生物制品" },
    ["manufacturer"],
    [["vaccine", "Dr Fang Rui", "方睿", "manufacturer"]],
  ),
  clinic: organisation(
    22,
    { en: "Riverside Community Clinic", "zh-CN": "滨河社区卫生服务中心" },
    ["retailer"],
    [["clinic", "Nurse Tang Li", "唐丽", "partner"]],
  ),
  teaBlender: organisation(
    31,
    { en: "Cloudpeak Tea House", "zh-CN": "云峰茶业" },
    ["manufacturer"],
    [["tea", "Chen Maolin", "陈茂林", "manufacturer"]],
  ),
  teaFarmNorth: organisation(
    32,
    { en: "Xingcun Rock Garden", "zh-CN": "星村岩茶园" },
    ["manufacturer"],
    [["tea-north", "Huang Guilan", "黄桂兰", "manufacturer"]],
  ),
  teaFarmEast: organisation(
    33,
    { en: "Caodun Valley Farm", "zh-CN": "曹墩谷茶场" },
    ["manufacturer"],
    [["tea-east", "Zhou Jian", "周健", "manufacturer"]],
  ),
  teaFarmSouth: organisation(
    34,
    { en: "Nine Bends Smallholders", "zh-CN": "九曲茶农合作社" },
    ["manufacturer"],
    [["tea-south", "Lin Xiuying", "林秀英", "manufacturer"]],
  ),
  certifier: organisation(
    41,
    { en: "Northern Organic Certification", "zh-CN": "北方有机认证中心" },
    ["certifier"],
    [["certifier", "Ma Jun", "马骏", "partner"]],
  ),
  regulator: organisation(
    51,
    { en: "Market Supervision Office", "zh-CN": "市场监督管理办公室" },
    ["regulator"],
    [["regulator", "Inspector Gao Xin", "高欣", "regulator"]],
  ),
} satisfies Record<string, Organisation>;

/** The short name of an organisation. */
export type OrganisationName = keyof typeof organisations;
